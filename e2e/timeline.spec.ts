import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { emit, gate, wait, type Script, type Step } from '#lib/upstream/script.ts'
import { modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { openGate, recordedRun } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

const start = (id: string, name: string, more: object = {}): Step =>
  emit({ type: 'tool_start', id, name, arguments: { call: name }, ...more })
const end = (id: string, name: string, more: object = { result: 'done' }): Step =>
  emit({ type: 'tool_end', id, name, ...more })
const attempt = (id: string): Step[] => [
  start(id, 'ledger.lookup'),
  wait(150),
  end(id, 'ledger.lookup', { error: 'no reply' }),
]

/** Calls beside and within each other, one without an end, an end without a start, and three attempts. */
const scenes: Record<string, Script> = {
  calls: {
    steps: [
      emit({ type: 'token', content: 'I look.' }),
      start('a', 'erp.list'),
      wait(400),
      end('a', 'erp.list'),
      start('b', 'match.batch'),
      start('c', 'po.fetch', { parentToolCallId: 'b' }),
      wait(200),
      end('c', 'po.fetch', { error: 'no such order' }),
      end('b', 'match.batch'),
      start('n', 'audit.note'),
      emit({ type: 'token', content: 'I go on.' }),
      ...['l1', 'l2', 'l3'].flatMap(attempt),
      end('ghost', 'ghost.call'),
      emit({ type: 'token', content: 'That is all.' }),
      emit({ type: 'done' }),
    ],
  },
  live: {
    steps: [emit({ type: 'token', content: 'On it.' }), start('s', 'search'), gate('end'), emit({ type: 'done' })],
  },
  none: { steps: [emit({ type: 'token', content: 'No need to look.' }), emit({ type: 'done' })] },
}

const grid = (page: Page): Locator => page.getByRole('treegrid', { name: 'Tool calls' })
const row = (page: Page, name: RegExp): Locator => grid(page).getByRole('row', { name })

test('calls stand as bars on the run’s time, and lead to the frames that they began and ended with', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, (message) => scenes[message] ?? { steps: [] })
  try {
    await page.setViewportSize({ width: 1440, height: 900 })
    const id = await recordedRun(source, request, 'calls')
    await openPage(page, `/runs/${id}`)
    await expect(row(page, /^erp\.list, started \+.*, done/)).toBeVisible()
    await expect(row(page, /^po\.fetch, .*, failed/)).toHaveAttribute('aria-level', '2')
    await expect(row(page, /^audit\.note, .*, no end recorded/)).toBeVisible()
    await expect(row(page, /^ghost\.call, .*no start recorded/)).toBeVisible()
    await expect(row(page, /^ledger\.lookup, 3 attempts, .*, failed/)).toHaveAttribute('aria-expanded', 'false')
    await expect(page.getByText(/Critical path: .*erp\.list/)).toBeVisible()
    await expect(page.getByRole('list', { name: 'What the run did' }).getByRole('listitem')).toHaveCount(3)

    const bar = row(page, /^erp\.list/).locator('[data-bar]')
    await bar.click()
    await expect(page).toHaveURL(/[?&]f=2(&|$)/)
    await bar.click({ modifiers: ['Shift'] })
    await expect(page).toHaveURL(/[?&]f=3(&|$)/)
    await expect(page.getByTestId('timeline-playhead')).toBeAttached()
  } finally {
    await source.close()
  }
})

test('the keys of the timeline walk its tree, filter it, and zoom; the zoom is in the address', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, (message) => scenes[message] ?? { steps: [] })
  try {
    await page.setViewportSize({ width: 1440, height: 900 })
    const id = await source.start('calls')
    await openPage(page, `/runs/${id}`)
    await expect(row(page, /^ghost\.call/)).toBeVisible()
    await grid(page).focus()
    await page.keyboard.press('Home')
    await expect(row(page, /^erp\.list/)).toHaveAttribute('aria-selected', 'true')
    const crosshair = page.getByText(/^\+\d+\.\d{3} · \d\d:\d\d:\d\d\.\d{3} UTC$/)
    await expect(crosshair).toBeVisible()
    const before = await crosshair.textContent()
    await page.keyboard.press('Shift+ArrowRight')
    await expect(crosshair).not.toHaveText(before ?? '')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowLeft')
    await expect(row(page, /^match\.batch, .*1 failure within/)).toHaveAttribute('aria-expanded', 'false')
    await expect(row(page, /^po\.fetch/)).toHaveCount(0)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(row(page, /^po\.fetch/)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/[?&]f=5(&|$)/)
    await page.keyboard.press('Shift+Enter')
    await expect(page).toHaveURL(/[?&]f=6(&|$)/)

    await page.keyboard.press('!')
    await expect(row(page, /^erp\.list/)).toHaveCount(0)
    await expect(row(page, /^ledger\.lookup/)).toHaveCount(4)
    await page.keyboard.press('!')

    await page.keyboard.press('z')
    await expect(page).toHaveURL(/[?&]z=[\d.]+-[\d.]+/)
    await expect(page.locator('[data-panel]').getByRole('button', { name: 'Reset zoom' })).toBeVisible()
    await page.reload()
    await expect(page.locator('[data-panel]').getByRole('button', { name: 'Reset zoom' })).toBeVisible()
    await expect(page).toHaveURL(/[?&]z=/)
    await grid(page).focus()
    await page.keyboard.press('Escape')
    await expect(page).not.toHaveURL(/[?&]z=/)
    await page.keyboard.press('w')
    await expect(page).toHaveURL(/[?&]z=/)
    await page.keyboard.press('Shift+Z')
    await expect(page).not.toHaveURL(/[?&]z=/)

    const box = (await page.getByTestId('minimap').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    await page.mouse.move(box.x + box.width * 0.2, box.y + 8)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 8, { steps: 4 })
    await page.mouse.up()
    await expect(page).toHaveURL(/[?&]z=/)
    await row(page, /^ledger\.lookup/)
      .first()
      .locator('[data-bar]')
      .first()
      .dblclick()
    await expect(page).toHaveURL(/[?&]z=/)
  } finally {
    await source.close()
  }
})

test('the same calls are a table that can be sorted', async ({ page, request }) => {
  const source = await modusSource(request, (message) => scenes[message] ?? { steps: [] })
  try {
    await page.setViewportSize({ width: 1440, height: 900 })
    const id = await source.start('calls')
    await openPage(page, `/runs/${id}`)
    await expect(row(page, /^ghost\.call/)).toBeVisible()
    await page.getByRole('button', { name: 'View as table' }).click()
    const table = page.getByRole('region', { name: 'Tool calls as a table' })
    const names = () => table.locator('tbody tr td:first-child').allTextContents()
    expect(await names()).toEqual([
      'erp.list',
      'match.batch',
      'po.fetch',
      'audit.note',
      'ledger.lookup',
      'ledger.lookup',
      'ledger.lookup',
      'ghost.call',
    ])
    await table.getByRole('button', { name: 'Duration' }).click()
    expect((await names())[0]).toBe('erp.list')
    await table.getByRole('button', { name: 'Tool' }).click()
    expect((await names())[0]).toBe('audit.note')
    await expect(table.getByRole('columnheader', { name: 'Tool' })).toHaveAttribute('aria-sort', 'ascending')
    await table.getByRole('button', { name: '#3', exact: true }).click()
    await expect(page).toHaveURL(/[?&]f=3(&|$)/)
  } finally {
    await source.close()
  }
})

test('a call that is open grows while the run goes on', async ({ page, request }) => {
  const source = await modusSource(request, (message) => scenes[message] ?? { steps: [] })
  try {
    await page.setViewportSize({ width: 1440, height: 900 })
    const id = await source.start('live')
    await openPage(page, `/runs/${id}`)
    const open = row(page, /^search, .*, running/)
    await expect(open).toBeVisible()
    const took = open.getByRole('gridcell').last()
    const before = await took.textContent()
    await expect(took).not.toHaveText(before ?? '')
    await openGate(source, request, id, 'end')
    await expect(row(page, /^search, .*, no end recorded/)).toBeVisible()
  } finally {
    await source.close()
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the timeline has no accessibility fault and does not overflow, ${colorScheme}`, async ({
    browser,
    request,
  }) => {
    const source = await modusSource(request, (message) => scenes[message] ?? { steps: [] })
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    try {
      for (const scene of ['calls', 'none']) {
        const id = await source.start(scene)
        await page.setViewportSize({ width: 1440, height: 900 })
        await page.goto(`/runs/${id}?view=tools`)
        await expect(
          page.getByText(scene === 'none' ? 'This run made no tool calls.' : 'ghost.call').first(),
        ).toBeVisible()
        for (const width of [1440, 390]) {
          await page.setViewportSize({ width, height: 860 })
          if (width === 390)
            await page.getByRole('tablist', { name: 'Panes' }).getByRole('tab', { name: 'Timeline' }).click()
          const { violations } = await new AxeBuilder({ page }).include('[data-panel]').analyze()
          const said = violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map((node) => node.html).join(' ')}`)
          expect(said, `${scene} ${width}`).toEqual([])
          expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
        }
      }
    } finally {
      await context.close()
      await source.close()
    }
  })
}
