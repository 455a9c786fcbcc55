import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { emitArkloop } from '#lib/upstream/arkloop-events.ts'
import { gate } from '#lib/upstream/script.ts'
import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveModusApi } from '#lib/upstream/serve-modus-api.ts'
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
    await expect(page.getByText('Required.')).toHaveCount(2)
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
    await request.delete(`/api/v1/sources/${name.toLowerCase().replaceAll(' ', '-')}?withRuns=true`, { maxRetries: 3 })
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

test('a source that finds runs by itself has those of its upstream without being told of any', async ({
  page,
  request,
}) => {
  const upstream = await serveArkloop({ token: 'right' })
  const slug = `journey-${randomUUID().slice(0, 8)}`
  const said = emitArkloop('message.delta', { content_delta: 'Found without being told', role: 'assistant' })
  const steps = [emitArkloop('run.started'), said, gate('end'), emitArkloop('run.completed')]
  upstream.add(randomUUID(), { steps }).begin()
  try {
    await openPage(page, '/sources')
    await page.getByRole('button', { name: 'Add a source' }).first().click()
    const form = page.getByRole('dialog', { name: 'Add a source' })
    await form.getByLabel('Base URL', { exact: true }).fill(upstream.url)
    await expect(form.getByLabel('API address')).toBeVisible()
    await form.getByText('Arkloop', { exact: true }).click()
    await expect(form.getByLabel('API address')).toBeHidden()
    await expect(form.getByLabel('Agents')).toBeHidden()
    await form.getByLabel('Name').fill(slug)
    await form.getByLabel('API key or token').fill('right')
    await form.getByLabel('Find runs by itself').check()
    await form.getByRole('button', { name: 'Add source' }).click()

    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: slug }) })
    const lists = card.getByRole('region', { name: 'Lists of runs' })
    await expect(lists).toContainText('1 run listed', { timeout: 30_000 })
    await card.getByRole('link', { name: '1 run' }).click()
    await page.getByRole('row').filter({ hasText: slug }).getByRole('link').click()
    await expect(page.getByText('Found without being told').first()).toBeVisible()
  } finally {
    await request.delete(`/api/v1/sources/${slug}?withRuns=true`, { maxRetries: 3 })
    await upstream.close()
  }
})

test('agents that are added to a source are listed too, and its usage can be read and taken along', async ({
  page,
  request,
}) => {
  const at = new Date().toISOString()
  const ended = { status: 'completed', startedAt: at, endedAt: at } as const
  const api = await serveModusApi({
    runs: [
      { ...ended, id: 'wf_1:1', agentId: 'support' },
      { ...ended, id: 'wf_2:2', agentId: 'billing' },
    ],
    calls: [{ at, model: 'big-model', inputTokens: 12_345, outputTokens: 678 }],
  })
  const upstream = await serveModus()
  const slug = `journey-${randomUUID().slice(0, 8)}`
  const settings = { apiBaseUrl: api.url, discover: true, agents: ['support'] }
  const data = { name: slug, slug, dialect: 'modus', baseUrl: upstream.url, settings }
  expect((await request.post('/api/v1/sources', { data })).status()).toBe(201)
  try {
    await openPage(page, '/sources')
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: slug }) })
    const lists = card.getByRole('region', { name: 'Lists of runs' })
    await expect(lists).toContainText('1 run listed', { timeout: 30_000 })

    await card.getByRole('button', { name: 'Edit' }).click()
    const edit = page.getByRole('dialog', { name: `Edit ${slug}` })
    await edit.getByLabel('Agents').fill('support\nbilling\n')
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(lists).toContainText('2 runs listed', { timeout: 30_000 })

    const usage = card.getByRole('region', { name: 'Usage' })
    await expect(usage).toContainText('big-model', { timeout: 30_000 })
    await expect(usage).toContainText('12.3k tokens in')
    await usage.getByRole('link', { name: 'By hour and day' }).click()
    const table = page.getByRole('dialog', { name: `Usage of ${slug}` })
    await expect(table.getByRole('cell', { name: '12,345' })).toHaveCount(2)
    expect(await faults(page)).toEqual([])
    await table.getByRole('tab', { name: 'By day' }).click()
    await expect(page).toHaveURL(`/sources?usage=${slug}&rollup=day`)
    await expect(table.getByRole('columnheader', { name: 'Day, UTC' })).toBeVisible()
    const saved = page.waitForEvent('download')
    await table.getByRole('button', { name: 'Download' }).click()
    const csv = await readFile(await (await saved).path(), 'utf8')
    expect(csv).toMatch(/^bucket,model,calls,input_tokens,output_tokens\r\n.+,big-model,1,12345,678\r\n$/)
    await page.reload()
    await expect(table.getByRole('columnheader', { name: 'Day, UTC' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(table).toBeHidden()
    await expect(page).toHaveURL('/sources')
    expect(await faults(page)).toEqual([])
  } finally {
    await request.delete(`/api/v1/sources/${slug}?withRuns=true`, { maxRetries: 3 })
    await upstream.close()
    await api.close()
  }
})

test('a new address asks for the credential again, at its field and before it is sent', async ({ page, request }) => {
  const slug = `journey-${randomUUID().slice(0, 8)}`
  const data = { name: slug, slug, dialect: 'modus', baseUrl: 'http://127.0.0.1:9', credential: 'stored' }
  expect((await request.post('/api/v1/sources', { data })).status()).toBe(201)
  try {
    await openPage(page, `/sources?edit=${slug}`)
    const edit = page.getByRole('dialog', { name: `Edit ${slug}` })
    await edit.getByLabel('API address').fill('http://127.0.0.1:10')
    await expect(edit.getByText('Was given for another address')).toBeVisible()
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(edit.getByRole('alert')).toContainText('do not move to another address')
    await edit.getByLabel('Credential').selectOption('none')
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(edit).toBeHidden()
    const stored = (await (await request.get(`/api/v1/sources/${slug}`)).json()) as Record<string, unknown>
    expect(stored).toMatchObject({ credential: null, settings: { apiBaseUrl: 'http://127.0.0.1:10' } })
  } finally {
    await request.delete(`/api/v1/sources/${slug}?withRuns=true`, { maxRetries: 3 })
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no accessibility fault in the form of a source, whatever its dialect, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openPage(page, '/sources')
    await page.keyboard.press('n')
    const form = page.getByRole('dialog', { name: 'Add a source' })
    await form.getByText('More settings').click()
    for (const dialect of await form.getByRole('radio').all()) {
      await dialect.check({ force: true })
      const finds = form.getByLabel('Find runs by itself')
      if (await finds.isVisible()) await finds.check()
      expect(await faults(page)).toEqual([])
    }
  })
}

/** What axe has against a page, and where. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.html).join(' ')}`)
}
