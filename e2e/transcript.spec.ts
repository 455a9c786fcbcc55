import type { APIRequestContext, Locator } from '@playwright/test'
import { emit } from '#lib/upstream/script.ts'
import { modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { recordedRun } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const calls = 450

/** A run of 900 blocks: calls, and what is said after each. Call n starts at frame 3n − 2. */
async function manyBlocks(request: APIRequestContext) {
  const source = await modusSource(request, () => ({
    steps: [
      ...Array.from({ length: calls }, (_, index) => index + 1).flatMap((n) => [
        emit({ type: 'tool_start', id: `c${n}`, name: 'read', arguments: { page: n } }),
        emit({ type: 'tool_end', id: `c${n}`, name: 'read', result: `page ${n}` }),
        emit({ type: 'token', content: `Read **page ${n}**.` }),
      ]),
      emit({ type: 'done' }),
    ],
  }))
  return { source, id: await recordedRun(source, request) }
}

test('earlier blocks come on demand, as of the shown frame, and what is in view stays where it is', async ({
  page,
  request,
}) => {
  const { source, id } = await manyBlocks(request)
  try {
    await openPage(page, `/runs/${id}?f=1350`)
    const text = page.getByRole('region', { name: 'Transcript text' })
    await expect(text).toContainText('Read page 450.')
    await expect(text).not.toContainText('Read page 300.')

    const more = text.getByRole('button', { name: /earlier blocks$/ })
    await page.route('**/state/blocks?*', (route) => route.fulfill({ status: 500, json: { detail: 'no disk' } }), {
      times: 1,
    })
    await more.click()
    await expect(text).toContainText('Earlier blocks could not be read: no disk')
    await text.evaluate((region) => region.scrollTo(0, 0))
    const first = (await text.locator('[data-row]').first().getAttribute('data-row')) ?? ''
    const before = await placeOf(text, first)
    await text.getByRole('button', { name: 'Try again' }).click()
    await expect(text).toContainText('Read page 260.')
    expect(await placeOf(text, first)).toBe(before)

    await page.keyboard.press('Home')
    await expect(text.locator('[data-row]')).toHaveCount(1)
  } finally {
    await source.close()
  }
})

test('a copy of the transcript has all of it, however little of it is held', async ({ page, request }) => {
  const { source, id } = await manyBlocks(request)
  try {
    await openPage(page, `/runs/${id}?f=1350`)
    await expect(page.getByText('as of frame 1,350')).toBeVisible()
    await page.getByRole('button', { name: 'Copy the transcript' }).click()
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    const parts = copied.split('\n\n')
    expect(parts).toHaveLength(2 * calls)
    expect(parts.slice(0, 2)).toEqual(['[tool read]', 'Read **page 1**.'])
    expect(parts.at(-1)).toBe('Read **page 450**.')
  } finally {
    await source.close()
  }
})

test('the state of a run stands beside its text, in the address too, and a frame says what it changed', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, () => ({
    steps: [
      emit({ type: 'token', content: 'Hel' }),
      emit({ type: 'token', content: 'lo' }),
      emit({ type: 'tool_start', id: 'c1', name: 'search', arguments: { q: 'x' } }),
      emit({ type: 'tool_end', id: 'c1', name: 'search', result: 'ok' }),
      emit({ type: 'done' }),
    ],
  }))
  try {
    const id = await recordedRun(source, request)
    await openPage(page, `/runs/${id}?f=3`)
    await page.getByRole('tab', { name: 'State' }).click()
    const state = page.getByRole('region', { name: 'State of the run' })
    await expect(state).toContainText(/openCalls\s*\{1\}\s*c1/)
    await expect(page).toHaveURL(/\?f=3&as=state/)
    await page.reload()
    await expect(state).toContainText(/openCalls\s*\{1\}\s*c1/)

    const changes = page.getByRole('region', { name: 'Frame 3 in detail' }).getByTestId('changes')
    await expect(changes).toContainText('openCalls.c1')
    await page.keyboard.press(',')
    await expect(page.getByTestId('changes')).toContainText(/blocks\.0\.text\s*… "lo"/)
    await expect(state).toContainText(/openCalls\s*\{0\}/)
  } finally {
    await source.close()
  }
})

/** How far below the top of the transcript a row is. */
async function placeOf(text: Locator, row: string): Promise<number> {
  const [box, region] = [await text.locator(`[data-row="${row}"]`).boundingBox(), await text.boundingBox()]
  return Math.round((box?.y ?? 0) - (region?.y ?? 0))
}
