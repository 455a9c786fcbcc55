import type { Page } from '@playwright/test'
import { completes, fails, modusSource, waits } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { openGate } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

const rows = (page: Page) => page.locator('tbody tr')

test('a status is filtered by its facet, and a reload shows the same', async ({ page, request }) => {
  const source = await modusSource(request, (message) => (message.startsWith('bad') ? fails : completes)(message))
  try {
    for (const message of ['good one', 'bad one', 'good two']) await source.start(message)
    await openPage(page, `/?source=${source.slug}`)
    await expect(rows(page)).toHaveCount(3)
    await expect(page.getByText('failed', { exact: true }).first()).toBeVisible()

    await page
      .getByRole('complementary', { name: 'Facets' })
      .getByRole('link', { name: /^failed/ })
      .click()
    await expect(page).toHaveURL(`/?status=failed&source=${source.slug}`)
    await expect(rows(page)).toHaveCount(1)
    await expect(rows(page)).toContainText('bad one')

    await page.reload()
    await expect(rows(page)).toHaveCount(1)
    await expect(page.getByRole('button', { name: 'Remove status:failed' })).toBeVisible()

    await page.keyboard.press('Escape')
    await expect(page).toHaveURL('/?status=failed')
    await page.goBack()
  } finally {
    await source.close()
  }
})

test('the filter is typed, completed with Tab, and says so where nothing matches', async ({ page, request }) => {
  const source = await modusSource(request)
  try {
    await source.start('Refund order 88213')
    await openPage(page, '/')
    await expect(rows(page).first()).toBeVisible()
    await page.keyboard.press('/')
    await page.keyboard.type('status:ca')
    await page.keyboard.press('Tab')
    await page.keyboard.type(` source:${source.slug}`)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(`/?status=cancelled&source=${source.slug}`)
    await expect(page.getByRole('heading', { name: 'No run matches' })).toBeVisible()

    await page.getByRole('textbox', { name: 'Filter' }).fill('status:broken')
    await page.keyboard.press('Enter')
    await expect(page.getByText('No status is called broken.')).toBeVisible()

    await page.getByRole('link', { name: 'Clear the filter' }).click()
    await expect(page).toHaveURL('/')
  } finally {
    await source.close()
  }
})

test('new runs wait behind a pill, running rows change in their place', async ({ page, request }) => {
  const source = await modusSource(request, waits)
  try {
    const first = await source.start('the first')
    await openPage(page, `/?source=${source.slug}`)
    await expect(rows(page)).toHaveCount(1)
    await expect(rows(page).first()).toContainText('running')

    const second = await source.start('the second')
    await expect(page.getByRole('button', { name: '1 new run' })).toBeVisible()
    await expect(rows(page)).toHaveCount(1)

    await openGate(source, request, first, 'end')
    await expect(rows(page).first()).toContainText('completed')
    await expect(rows(page).first()).toHaveAttribute('data-run', first)

    await page.keyboard.press('r')
    await expect(rows(page)).toHaveCount(2)
    await expect(rows(page).first()).toHaveAttribute('data-run', second)
    await expect(page.getByRole('button', { name: /new run/ })).toBeHidden()
  } finally {
    await source.close()
  }
})

test('the keyboard alone finds a run and opens it', async ({ page, request }) => {
  const source = await modusSource(request)
  try {
    const ids = [await source.start('one'), await source.start('two'), await source.start('three')]
    await openPage(page, `/?source=${source.slug}`)
    await expect(rows(page)).toHaveCount(3)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`/runs/${ids[1] ?? ''}`))
  } finally {
    await source.close()
  }
})

test('a pasted run link opens its run', async ({ page, request }) => {
  const source = await modusSource(request)
  try {
    const id = await source.start('to be found')
    await openPage(page, '/')
    await page.keyboard.press('/')
    await page.keyboard.insertText(`http://elsewhere.example/runs/${id}`)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`/runs/${id}`))
  } finally {
    await source.close()
  }
})
