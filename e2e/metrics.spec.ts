import { AxeBuilder } from '@axe-core/playwright'
import type { APIRequestContext, Page } from '@playwright/test'
import type { Series } from '#lib/api/series.ts'
import { emit, wait, type Script, type Step } from '#lib/upstream/script.ts'
import { modusSource } from './modus-source.ts'
import { closed } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

/** Twenty-two words 30 ms apart, a wait of half a second between the last two, and a failed call. */
const measured = (): Script => ({
  steps: [
    ...Array.from({ length: 21 }, (_, at): Step[] => [
      wait(30),
      emit({ type: 'token', content: `word${at + 1} ` }),
    ]).flat(),
    wait(500),
    emit({ type: 'token', content: 'late ' }),
    emit({ type: 'tool_start', id: 'c1', name: 'search', arguments: { q: 'tape' } }),
    wait(200),
    emit({ type: 'tool_end', id: 'c1', name: 'search', error: 'timed out' }),
    emit({ type: 'usage', usage: { inputTokens: 90, outputTokens: 44 } }),
    emit({ type: 'done' }),
  ],
})

test('every number leads to its frame, and a chart says the same as its table', async ({ page, request }) => {
  const source = await modusSource(request, measured)
  try {
    const id = await source.start('Measure me')
    const series = await seriesOf(request, id)
    await openMetrics(page, id)
    const metrics = page.getByRole('region', { name: 'Metrics', exact: true })

    await metrics.getByRole('button', { name: /^Inter-token max .* goes to frame 22$/ }).click()
    await expect(page).toHaveURL(/[?&]f=22\b/)
    await metrics.getByRole('button', { name: /^TTFT .* goes to frame 1$/ }).click()
    await expect(page).toHaveURL(/[?&]f=1\b/)
    const definition = metrics.getByRole('tooltip').filter({ hasText: 'empty answers do not count' })
    await metrics.getByRole('button', { name: 'TTFT', exact: true }).focus()
    await expect(definition).toBeVisible()
    await expect(metrics.getByText('44', { exact: true })).toBeVisible()

    // Those of the header too, each to its own.
    const header = page.getByTestId('figures')
    await header.getByRole('link', { name: /^5\d\d ms max$/ }).click()
    await expect(page).toHaveURL(/[?&]f=22\b/)
    await header.getByRole('button', { name: '90 in' }).click()
    await expect(page).toHaveURL(/[?&]f=25\b/)
    await header.getByRole('button', { name: / p95$/ }).focus()
    await page.keyboard.press('Shift+Tab')
    await expect(page.getByRole('tooltip').filter({ hasText: 'it is tool wait' })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/[?&]f=([2-9]|1\d|2[01])\b/)

    // The same marks by keyboard, as a table, and in the answer of the API.
    expect(series.interToken.count).toBe(21)
    const chart = metrics.getByRole('slider', { name: 'Inter-token time, log' })
    await chart.focus()
    await chart.press('End')
    await expect(chart).toHaveAttribute('aria-valuetext', /before frame 22,/)
    await chart.press('ArrowLeft')
    await expect(chart).toHaveAttribute('aria-valuetext', /before frame 21,/)
    await chart.press('Enter')
    await expect(page).toHaveURL(/[?&]f=21\b/)
    await metrics.getByRole('button', { name: 'Inter-token time, log as a table' }).click()
    const rows = metrics.getByRole('region', { name: 'Inter-token time, log, rows' }).getByRole('row')
    await expect(rows).toHaveCount(22)
    expect(await rows.nth(21).getByRole('cell').allTextContents()).toEqual(
      [...(series.interToken.dots.at(-1) ?? [])].map((value, at) =>
        at === 0 ? (value / 1000).toFixed(3) : String(value),
      ),
    )
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      metrics.getByRole('button', { name: 'Download Inter-token time, log as CSV' }).click(),
    ])
    expect(saved.suggestedFilename()).toBe('inter-token.csv')

    // Parts of the time add up, and the largest is told first.
    await metrics.getByRole('button', { name: 'Where the time went as a table' }).click()
    const parts = metrics.getByRole('region', { name: 'Where the time went, rows' }).getByRole('row')
    const shares = await parts
      .getByRole('cell')
      .filter({ hasText: /^\d+\.\d$/ })
      .allTextContents()
    expect(shares.reduce((sum, share) => sum + Math.round(Number(share) * 10), 0)).toBe(1000)

    await metrics.getByRole('spinbutton', { name: 'Stalls from' }).fill('0.3')
    await expect(metrics.getByRole('button', { name: /^Stalls ≥ 300 ms 1 · .* goes to frame 22$/ })).toBeVisible()
  } finally {
    await source.close()
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the metrics have no accessibility fault and nothing moves, ${colorScheme}`, async ({ browser, request }) => {
    const source = await modusSource(request, measured)
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    try {
      const id = await source.start('Look at me')
      await seriesOf(request, id)
      await openMetrics(page, id)
      for (const size of [
        { width: 1440, height: 900 },
        { width: 390, height: 844 },
      ]) {
        await page.setViewportSize(size)
        if (size.width < 768)
          await page.getByRole('tablist', { name: 'Panes' }).getByRole('tab', { name: 'Timeline' }).click()
        await expect(page.getByRole('slider', { name: 'Inter-token time, log' })).toBeAttached()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
          [],
        )
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
        expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
      }
    } finally {
      await context.close()
      await source.close()
    }
  })
}

async function openMetrics(page: Page, id: string): Promise<void> {
  await page.goto(`/runs/${id}?view=metrics`)
  await expect(page.getByRole('slider', { name: 'Inter-token time, log' })).toBeAttached()
}

/** What is drawn of a run once it is recorded to its end. */
async function seriesOf(request: APIRequestContext, id: string): Promise<Series> {
  await closed(request, id)
  return (await (await request.get(`/api/v1/runs/${id}/series`)).json()) as Series
}
