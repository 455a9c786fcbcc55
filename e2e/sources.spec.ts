import { randomUUID } from 'node:crypto'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { completes } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { expect, test } from './support/journey.ts'

test('a source is added on its page, a run is started from it, and the source goes with its run', async ({
  page,
  request,
}) => {
  const upstream = await serveModus({ token: 'right', start: ({ body }) => completes(String(body['message'])) })
  const name = `Journey ${randomUUID().slice(0, 8)}`
  try {
    await openPage(page, '/sources')
    await page.getByRole('button', { name: 'Add a source' }).first().click()
    const form = page.getByRole('dialog', { name: 'Add a source' })
    await form.getByLabel('Base URL', { exact: true }).fill(upstream.url)
    await form.getByLabel('Name').fill(name)
    await form.getByLabel('API key or token').fill('wrong')
    await form.getByRole('button', { name: 'Add source' }).click()

    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) })
    await expect(card).toContainText('401')
    await expect(card).toContainText('bearer token')

    await card.getByRole('button', { name: 'Edit' }).click()
    const edit = page.getByRole('dialog', { name: `Edit ${name}` })
    await edit.getByLabel('Credential').selectOption('bearer')
    await edit.getByLabel('API key or token').fill('right')
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(card).not.toContainText('401')

    await card.getByRole('link', { name: 'Start a run' }).click()
    await page.getByRole('button', { name: 'Start and watch' }).click()
    await expect(page.getByText('Required.')).toHaveCount(3)
    await page.getByLabel('Message').fill('Name three uses of a tape')
    await page.getByLabel('Session id').fill('s-1')
    await page.getByLabel('Organization id').fill('o-1')
    await page.getByRole('button', { name: 'Start and watch' }).click()
    await expect(page).toHaveURL(/\/runs\/run_/)
    await expect(page.getByText('Heard: Name three uses of a tape').first()).toBeVisible()

    await openPage(page, '/sources')
    await expect(card).toContainText('1 run')
    await card.getByRole('button', { name: `More about ${name}` }).click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    const erase = page.getByRole('dialog', { name: `Delete ${name}?` })
    await expect(erase.getByRole('button', { name: 'Delete with 1 run' })).toBeDisabled()
    await erase.getByLabel(/to confirm$/).fill(name.toLowerCase().replaceAll(' ', '-'))
    await erase.getByRole('button', { name: 'Delete with 1 run' }).click()
    await expect(card).toBeHidden()
  } finally {
    await request.delete(`/api/v1/sources/${name.toLowerCase().replaceAll(' ', '-')}?withRuns=true`)
    await upstream.close()
  }
})

test.describe('a refused source', () => {
  test.use({ expectedErrors: [/status of 400/] })

  test('what the server refuses is said at its field', async ({ page }) => {
    await openPage(page, '/sources')
    await page.getByRole('button', { name: 'Add a source' }).first().click()
    const form = page.getByRole('dialog', { name: 'Add a source' })
    await form.getByLabel('Base URL', { exact: true }).fill('http://169.254.169.254')
    await form.getByText('More settings').click()
    await form.getByRole('button', { name: 'Add a header' }).click()
    await form.getByLabel('Name of header 1').fill('Host')
    await form.getByLabel('Value of header 1').fill('x')
    await form.getByRole('button', { name: 'Add source' }).click()
    await expect(form.getByText('is set by Runtape')).toBeVisible()
  })
})
