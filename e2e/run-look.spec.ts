import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { emit, gate, type Script } from '#lib/upstream/script.ts'
import { modusSource } from './modus-source.ts'
import { recordedRun } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

/** A failed run with some of everything, and one that waits for a tool. */
const scenes: Record<string, Script> = {
  failed: {
    steps: [
      emit({ type: 'reasoning', content: 'Let me see' }),
      emit({
        type: 'token',
        content: '# Found\n\n- **one** `code`\n- [two](https://example.com/a)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
      }),
      emit({ type: 'tool_start', id: 'c1', name: 'search', arguments: { query: 'tape' } }),
      emit({ type: 'tool_end', id: 'c1', name: 'search', error: 'timed out' }),
      emit({ type: 'notice', message: 'slow today', severity: 'warning' }),
      emit('not json'),
      emit({ type: 'error', error: 'search timed out' }),
    ],
  },
  live: {
    steps: [
      emit({ type: 'token', content: 'On it.' }),
      emit({ type: 'tool_start', id: 'c', name: 'wait' }),
      gate('end'),
    ],
  },
}

const sizes = [
  { width: 1440, height: 900 },
  { width: 1000, height: 800 },
  { width: 390, height: 844 },
]

/** What makes the page wider than its window, if it is. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return []
    const all = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > innerWidth,
    )
    return ['the page', ...all.slice(0, 5).map(({ outerHTML }) => outerHTML.slice(0, 120))]
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the run page has no accessibility fault and does not overflow, ${colorScheme}`, async ({
    browser,
    request,
  }) => {
    test.slow() // each pane at each size is looked over
    const source = await modusSource(request, (message) => scenes[message] ?? { steps: [] })
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    try {
      for (const scene of Object.keys(scenes)) {
        const id = await source.start(scene)
        await page.goto(`/runs/${id}`)
        await expect(page.getByText(scene === 'live' ? /open for|open$/ : 'Failed at frame 7').first()).toBeVisible()
        for (const size of sizes) {
          await page.setViewportSize(size)
          for (const pane of panesAt(size.width)) {
            await openPane(page, pane, size.width)
            const { violations } = await new AxeBuilder({ page }).analyze()
            const said = violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map((node) => node.html).join(' ')}`)
            expect(said, `${scene} ${size.width} ${pane}`).toEqual([])
            await expect.poll(() => tooWide(page), { message: `${scene} ${size.width} ${pane}` }).toEqual([])
            expect(await page.evaluate(() => document.getAnimations().length), 'nothing moves').toBe(0)
          }
        }
      }
    } finally {
      await context.close()
      await source.close()
    }
  })
}

test('a failed run opens at its error, and the keyboard alone leads on', async ({ page, request }) => {
  const source = await modusSource(request, () => scenes['failed'] ?? { steps: [] })
  try {
    const id = await recordedRun(source, request, 'failed')
    await page.goto(`/runs/${id}`)
    await expect(page.locator('#frame-7')).toHaveAttribute('aria-selected', 'true')
    await expect(page).toHaveTitle(/^✕/)
    await page.keyboard.press('Shift+E')
    await expect(page.getByRole('heading', { name: 'Frame 4' })).toBeVisible()
    await expect(page.getByText('timed out in frame')).toBeVisible()
    await page.keyboard.press('u')
    await expect(page).toHaveURL(/f=4&tz=delta/)
    await page.keyboard.press('g')
    await page.keyboard.type('6')
    await page.keyboard.press('Enter')
    await expect(page.getByText('The data is not JSON.')).toBeVisible()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    for (const label of ['One frame on', 'Next error', 'Play and pause; at the live edge freeze']) {
      await expect(sheet.getByText(label)).toBeVisible()
    }
  } finally {
    await source.close()
  }
})

test('a filter hides kinds, says how many, renumbers nothing and survives a reload', async ({ page, request }) => {
  const source = await modusSource(request, () => scenes['failed'] ?? { steps: [] })
  try {
    const id = await source.start('failed')
    await page.goto(`/runs/${id}`)
    await expect(page.getByText('run ended · failed')).toBeVisible()
    await page.getByRole('button', { name: 'Filter by kind' }).click()
    await page.getByRole('menuitem', { name: 'Only tools, errors and gaps' }).click()
    await expect(page.getByRole('button', { name: '4 hidden' })).toBeVisible()
    await expect(page.locator('[data-seq]')).toHaveCount(3)
    await page.reload()
    await expect(page.locator('[data-seq]')).toHaveCount(3)
    await expect(page.locator('#frame-7')).toBeVisible()
    await page.getByRole('button', { name: '4 hidden' }).click()
    await expect(page.locator('[data-seq]')).toHaveCount(7)
  } finally {
    await source.close()
  }
})

/** What can be looked at: each tab of a narrow screen, each view of the panel. */
function panesAt(width: number): readonly string[] {
  return width < 768 ? ['Text', 'Frames', 'Timeline', 'Metrics', 'Detail'] : ['Timeline', 'Metrics']
}

async function openPane(page: Page, pane: string, width: number): Promise<void> {
  const inPanel = pane === 'Timeline' || pane === 'Metrics'
  const tab = (list: string, name: string) => page.getByRole('tablist', { name: list }).getByRole('tab', { name })
  if (width < 768) await tab('Panes', inPanel ? 'Timeline' : pane).click()
  if (!inPanel) return
  await tab('Panel', pane).click()
  await expect(page.getByText(/^(Loading|Measuring|Reading the timeline) …/)).toHaveCount(0)
}
