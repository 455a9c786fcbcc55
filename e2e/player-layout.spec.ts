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

test('runs of tokens fold under a filter too, and a step unfolds', async ({ page, request }) => {
  const source = await modusSource(request, () => quiet)
  try {
    const id = await recordedRun(source, request)
    await openPage(page, `/runs/${id}?f=41&kind=output,result`)
    await page.getByRole('button', { name: 'Condensed' }).click()
    await expect(page.locator('#fold-1')).toContainText('×40')
    await expect(frameRow(page, 41), 'its kind is hidden').toHaveCount(0)
    await expect(frameRow(page, 42)).toBeVisible()
    await expect(page.locator('#fold-43')).toContainText('#43–#342')
    await page.keyboard.press(',')
    await expect(frameRow(page, 40)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('.')
    await expect(frameRow(page, 42)).toHaveAttribute('aria-selected', 'true')
  } finally {
    await source.close()
  }
})

test('panes are painted at once where they stay, on every screen and with the sizes that a browser keeps', async ({
  context,
  baseURL,
  request,
}) => {
  const source = await modusSource(request, fails)
  const kept = { name: 'runtape_panes', value: encodeURIComponent('{"list":0.5,"panel":0.6}'), url: baseURL ?? '' }
  try {
    const id = await recordedRun(source, request)
    for (const [width, query, cookies] of [
      [1440, '', []],
      [1440, '?view=metrics', [kept]],
      [1000, '', [kept]],
      [390, '', []],
      [390, '?view=frames', []],
    ] as const) {
      await context.clearCookies()
      await context.addCookies([...cookies])
      const page = await context.newPage()
      await page.setViewportSize({ width, height: 860 })
      await page.addInitScript(() => {
        const moved: string[] = []
        Object.assign(window, { moved })
        new PerformanceObserver((list) => {
          const nodes = (list.getEntries() as Shift[]).flatMap(({ sources }) => sources.map(({ node }) => node))
          for (const node of nodes)
            if (node instanceof Element && node.matches('.panes > *')) moved.push(node.className)
        }).observe({ type: 'layout-shift', buffered: true })
      })
      await openPage(page, `/runs/${id}${query}`)
      await expect(page.getByRole('timer').locator('visible=true')).toBeVisible()
      const moved = await page.evaluate(async () => {
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
        return (window as unknown as { moved: string[] }).moved
      })
      expect(moved, `${width} ${query}`).toEqual([])
      await page.close()
    }
  } finally {
    await source.close()
  }
})

test('back leaves the view and stays at the frame; on a narrow screen a pane is a view', async ({ page, request }) => {
  const source = await modusSource(request, () => ({ steps: [...words(20), emit({ type: 'done' })] }))
  try {
    const id = await recordedRun(source, request)
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(`/?source=${source.slug}`)
    await openPage(page, `/runs/${id}?f=5`)
    const panel = page.getByRole('tablist', { name: 'Panel' })
    await page.keyboard.press('.')
    await panel.getByRole('tab', { name: 'Metrics' }).click()
    await expect(page).toHaveURL(/\?f=6&view=metrics$/)
    await page.keyboard.press('.')
    await page.keyboard.press('.')
    await expect(page).toHaveURL(/\?f=8&view=metrics$/)
    await page.goBack()
    await expect(panel.getByRole('tab', { name: 'Timeline' })).toHaveAttribute('aria-selected', 'true')
    await expect(frameRow(page, 8)).toHaveAttribute('aria-selected', 'true')
    await expect(page).toHaveURL(/\?f=8$/)
    await page.goForward()
    await expect(panel.getByRole('tab', { name: 'Metrics' })).toHaveAttribute('aria-selected', 'true')
    await page.goBack()
    await page.goBack()
    await expect(page).toHaveURL(new RegExp(`source=${source.slug}`))

    await page.setViewportSize({ width: 390, height: 844 })
    await openPage(page, `/runs/${id}?f=5&view=frames`)
    const tabs = page.getByRole('tablist', { name: 'Panes' })
    await expect(tabs.getByRole('tab', { name: 'Frames' })).toHaveAttribute('aria-selected', 'true')
    await expect(frameRow(page, 5)).toBeVisible()
    await tabs.getByRole('tab', { name: 'Timeline' }).click()
    await expect(page).toHaveURL(/\?f=5&view=tools$/)
    await page.goBack()
    await expect(tabs.getByRole('tab', { name: 'Frames' })).toHaveAttribute('aria-selected', 'true')
    await openPage(page, `/runs/${id}?view=text`)
    await expect(tabs.getByRole('tab', { name: 'Text' })).toHaveAttribute('aria-selected', 'true')
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

type Shift = PerformanceEntry & { sources: readonly { node: Node | null }[] }

async function widthOf(pane: ReturnType<Page['locator']>): Promise<number> {
  return Math.round((await pane.boundingBox())?.width ?? 0)
}
