import type { Page } from '@playwright/test'
import { emit, gate } from '#lib/upstream/script.ts'
import { modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { frameRow, openGate, stored, words } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

/** Frame 200 completes a flight that began in frame 199; frame 401 has one whole. More of them wait at the gate. */
const script = () => ({
  steps: [
    ...words(198),
    emit({ type: 'token', content: 'the fl' }),
    emit({ type: 'token', content: 'ight is ' }),
    ...words(200, 201),
    emit({ type: 'notice', message: 'flight found', severity: 'info' }),
    gate('more'),
    ...words(100, 402),
    emit({ type: 'token', content: 'last flight' }),
    gate('end'),
    emit({ type: 'done' }),
  ],
})

test('a text is found across frames by keys alone, lands on its frame, and stays in the address', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, script)
  try {
    const id = await source.start('Search me')
    await stored(request, id, 401)
    await openPage(page, `/runs/${id}`)
    await page.keyboard.press('/')
    await expect(field(page)).toBeFocused()
    await page.keyboard.type('Flight')
    await expect(count(page)).toHaveText('2')
    await page.keyboard.press('Enter')
    await expect(frameRow(page, 200)).toHaveAttribute('aria-selected', 'true')
    await expect(count(page)).toHaveText('1 of 2')
    await page.keyboard.press('Enter')
    await expect(frameRow(page, 401)).toHaveAttribute('aria-selected', 'true')
    await page.getByRole('grid', { name: 'Frames' }).focus()
    await page.keyboard.press('n')
    await expect(frameRow(page, 200), 'round the end').toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Shift+N')
    await expect(frameRow(page, 401)).toHaveAttribute('aria-selected', 'true')
    await expect(page).toHaveURL(/[?&]q=Flight/)
    // The address follows a moment after the shown frame.
    await expect(page).toHaveURL(/[?&]f=401/)
    await expect(frameRow(page, 401)).toContainText('found')
    await expect
      .poll(() => marks(page), 'in the row and in the transcript, over two tokens')
      .toEqual(['flight', 'flight', 'flight'])

    await page.reload()
    await expect(field(page)).toHaveValue('Flight')
    await expect(count(page)).toHaveText('2 of 2')
    await expect(frameRow(page, 401)).toHaveAttribute('aria-selected', 'true')

    await field(page).focus()
    await page.keyboard.press('Escape')
    await expect(field(page)).toHaveValue('')
    await expect(page).not.toHaveURL(/q=/)
    await expect.poll(() => marks(page)).toEqual([])
  } finally {
    await source.close()
  }
})

test('frames that come are searched as they come', async ({ page, request }) => {
  const source = await modusSource(request, script)
  try {
    const id = await source.start('Search on')
    await stored(request, id, 401)
    await openPage(page, `/runs/${id}?q=flight`)
    await expect(count(page)).toHaveText('2')
    await openGate(source, request, id, 'more')
    await expect(count(page)).toHaveText('3')
    await expect(page.getByText('Following.'), 'a search takes nobody from the end').toBeVisible()
    await field(page).focus()
    await page.keyboard.press('Shift+Enter')
    await expect(frameRow(page, 502)).toHaveAttribute('aria-selected', 'true')
    await openGate(source, request, id, 'end')
  } finally {
    await source.close()
  }
})

test('nothing found says so, and a glob has its wildcards', async ({ page, request }) => {
  const source = await modusSource(request, script)
  try {
    const id = await source.start('Search in vain')
    await stored(request, id, 401)
    await openPage(page, `/runs/${id}`)
    await field(page).fill('fl*ht')
    await expect(count(page)).toHaveText('none')
    await field(page).fill('glob:fl*ht is')
    await expect(count(page)).toHaveText('1')
    await page.getByRole('button', { name: 'Next hit' }).click()
    await expect(frameRow(page, 200)).toHaveAttribute('aria-selected', 'true')
    await page.getByRole('button', { name: 'Clear the search' }).click()
    await expect(field(page)).toHaveValue('')
    await expect(field(page)).toBeFocused()
  } finally {
    await source.close()
  }
})

const field = (page: Page) => page.getByRole('textbox', { name: 'Search frames' })
const count = (page: Page) => page.locator('#search-hits')

/** What is marked on the page, in small letters. */
function marks(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...(CSS.highlights.get('runtape-search') ?? [])].map((range) => (range as Range).toString().toLowerCase()),
  )
}
