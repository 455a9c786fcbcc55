import type { Page } from '@playwright/test'
import { emit, type Script } from '#lib/upstream/script.ts'
import { fails, modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { frameRow, recordedRun, words } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

/** Tokens, a call that takes its time, tokens, a silence, tokens. */
const quiet: Script = {
  steps: [
    ...words(40),
    emit({ type: 'tool_start', id: 'c1', name: 'search' }),
    { do: 'wait', ms: 3000 },
    emit({ type: 'tool_end', id: 'c1', name: 'search', result: 'found' }),
    ...words(300),
    { do: 'wait', ms: 3000 },
    ...words(300),
    emit({ type: 'done' }),
  ],
}

test('runs of tokens fold to one row each, silence and waits have rows, and a step unfolds', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, () => quiet)
  try {
    const id = await recordedRun(source, request)
    await page.goto(`/runs/${id}?f=41`)
    await expect(frameRow(page, 41)).toBeVisible()
    await page.getByRole('button', { name: 'Condensed' }).click()
    await expect(page.locator('#fold-1')).toContainText('#1–#40')
    await expect(page.locator('[data-quiet="42"]')).toContainText(/waiting for tool search \d\.\d s/)
    await expect(page.locator('#fold-43')).toContainText('×300')
    await expect(page.locator('[data-quiet="343"]')).toContainText(/silent \d\.\d s/)
    await expect(page.locator('#fold-343')).toContainText('#343–#642')
    await expect(frameRow(page, 643)).toBeVisible()

    await page.keyboard.press(',')
    await expect(frameRow(page, 40)).toHaveAttribute('aria-selected', 'true')
    await expect(page.locator('#fold-1')).toHaveCount(0)
    await page.keyboard.press('End')
    await expect(page.locator('#fold-1')).toHaveCount(1)

    await page.getByRole('button', { name: 'Unfold frames 343 to 642' }).click()
    await expect(frameRow(page, 344)).toBeVisible()
    expect(await page.getByRole('row').count()).toBeLessThanOrEqual(150)
    await page.getByRole('button', { name: 'Fold the frames from 343' }).click()
    await expect(page.locator('#fold-343')).toBeVisible()
    await page.reload()
    await expect(page.locator('#fold-343'), 'the choice is kept').toBeVisible()
  } finally {
    await source.close()
  }
})

test('panes are resized with pointer and keyboard, keep their size, and a double click resets it', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, fails)
  try {
    const id = await recordedRun(source, request)
    await page.setViewportSize({ width: 1440, height: 900 })
    await openPage(page, `/runs/${id}`)
    const list = page.getByRole('region', { name: 'Frame list' })
    const usual = await widthOf(list)
    const handle = page.getByRole('separator', { name: 'Width of the frame list' })
    await handle.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(handle).toHaveAttribute('aria-valuenow', '40')
    const wider = await widthOf(list)
    expect(wider).toBeGreaterThan(usual + 40)

    const box = await handle.boundingBox()
    if (box === null) throw new Error('The handle is not there.')
    await page.mouse.move(box.x + box.width / 2, box.y + 100)
    await page.mouse.down()
    await page.mouse.move(box.x - 150, box.y + 100, { steps: 3 })
    await page.mouse.up()
    const narrower = await widthOf(list)
    expect(narrower).toBeLessThan(usual)

    await page.reload()
    await expect.poll(() => widthOf(list)).toBe(narrower)
    await handle.dblclick()
    expect(await widthOf(list)).toBe(usual)
  } finally {
    await source.close()
  }
})

test('the panel below opens and closes, with a key too; narrow, the panes are tabs above the transport', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, fails)
  try {
    const id = await recordedRun(source, request)
    await page.setViewportSize({ width: 1440, height: 900 })
    await openPage(page, `/runs/${id}`)
    const panel = page.getByRole('region', { name: 'Timeline and metrics' })
    await panel.getByRole('tab', { name: 'Metrics' }).click()
    await expect(panel.getByRole('region', { name: 'Metrics' })).toBeVisible()
    await expect(page).toHaveURL(/view=metrics/)
    await page.keyboard.press('v')
    await expect(panel.getByRole('region', { name: 'Metrics' })).toHaveCount(0)
    await page.keyboard.press('v')
    await expect(panel.getByRole('button', { name: 'Close the panel' })).toBeVisible()

    await page.setViewportSize({ width: 1000, height: 800 })
    const detail = page.getByRole('region', { name: 'Frame detail' })
    await expect(detail).toBeHidden()
    await frameRow(page, 1).click()
    await expect(detail).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(detail).toBeHidden()

    await page.setViewportSize({ width: 390, height: 844 })
    const tabs = page.getByRole('tablist', { name: 'Panes' })
    const next = page.getByRole('button', { name: 'Forward one frame' })
    for (const [name, region] of [
      ['Frames', 'Frame list'],
      ['Timeline', 'Timeline and metrics'],
      ['Detail', 'Frame detail'],
      ['Text', 'Transcript'],
    ] as const) {
      await tabs.getByRole('tab', { name }).click()
      await expect(page.getByRole('region', { name: region, exact: true })).toBeVisible()
      await expect(next).toBeVisible()
    }
  } finally {
    await source.close()
  }
})

async function widthOf(pane: ReturnType<Page['locator']>): Promise<number> {
  return Math.round((await pane.boundingBox())?.width ?? 0)
}
