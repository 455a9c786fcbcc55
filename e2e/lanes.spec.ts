import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { emit, gate, wait, type Script } from '#lib/upstream/script.ts'
import { modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { recordedRun, words } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

/** 206 frames: words, a tool that fails after a while, more words, an error at the end. */
const failing: Script = {
  steps: [
    ...words(100),
    emit({ type: 'tool_start', id: 'c1', name: 'search', arguments: { query: 'tape' } }),
    wait(600),
    emit({ type: 'notice', message: 'slow today', severity: 'warning' }),
    wait(600),
    emit({ type: 'tool_end', id: 'c1', name: 'search', error: 'timed out' }),
    ...words(102),
    emit({ type: 'error', message: 'search timed out' }),
  ],
}

async function opened(page: Page, id: string, query = ''): Promise<Locator> {
  await openPage(page, `/runs/${id}${query}`)
  const slider = page.getByRole('slider', { name: 'Position in the run' })
  await expect(slider).toBeVisible()
  return slider
}

test('the scrubber is a slider whose value is the frame, moved by keys and by the pointer', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, () => failing)
  try {
    const id = await recordedRun(source, request, 'scrub')
    const slider = await opened(page, id, '?f=102')
    await expect(slider).toHaveAttribute('aria-valuemin', '1')
    await expect(slider).toHaveAttribute('aria-valuemax', '206')
    await expect(slider).toHaveAttribute('aria-valuenow', '102')
    await expect(slider).toHaveAttribute('aria-valuetext', /^frame 102 of 206, \d+\.\d seconds, tool search running$/)
    const box = await slider.boundingBox()
    expect(box?.height).toBeGreaterThanOrEqual(24)

    await slider.focus()
    await page.keyboard.press('.')
    await expect(slider).toHaveAttribute('aria-valuenow', '103')
    await page.keyboard.press('ArrowLeft')
    await expect(slider).toHaveAttribute('aria-valuenow', '1')
    await page.keyboard.press('ArrowRight')
    await expect(slider).toHaveAttribute('aria-valuenow', '206')
    await expect(slider).toHaveAttribute('aria-valuetext', /error: search timed out/)

    // Halfway through its time the run waits for its tool.
    const { x, y, width } = box ?? { x: 0, y: 0, width: 0 }
    await page.mouse.move(x + width * 0.9, y + 20)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.5, y + 20, { steps: 12 })
    await page.mouse.up()
    await expect(slider).toHaveAttribute(
      'aria-valuetext',
      /^frame 10[12] of 206, \d+\.\d seconds, .*tool search running$/,
    )
    await expect(page).toHaveURL(/\?f=10[12]/)
    const shown = await slider.getAttribute('aria-valuenow')
    await page.reload()
    await expect(slider).toHaveAttribute('aria-valuenow', shown ?? '')

    await page.mouse.move(x + 2, y + 20)
    const preview = page.locator('.lane-preview')
    await expect(preview).toContainText(/^#\d+/)
    await expect(preview).toContainText('word')
  } finally {
    await source.close()
  }
})

test('markers lead to their frames from the list and from the lane', async ({ page, request }) => {
  const source = await modusSource(request, () => failing)
  try {
    const id = await recordedRun(source, request, 'markers')
    const slider = await opened(page, id, '?f=1')
    await page.getByRole('button', { name: /^Markers/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Markers' })
    await expect(dialog.getByRole('row')).toHaveCount(6)
    await expect(dialog.getByRole('row', { name: /#101 .*tool search starts/ })).toBeVisible()
    await dialog.getByRole('button', { name: 'Errors, stalls, gaps' }).click()
    await expect(dialog.getByRole('row')).toHaveCount(3)
    await dialog.getByRole('link', { name: '#103' }).click()
    await expect(dialog).toBeHidden()
    await expect(slider).toHaveAttribute('aria-valuenow', '103')
    await expect(page.locator('#frame-103')).toBeInViewport()

    const last = page.locator('[data-mark="error"]').last()
    const box = await last.boundingBox()
    await page.mouse.click((box?.x ?? 0) + 5, (box?.y ?? 0) + 5)
    await expect(slider).toHaveAttribute('aria-valuetext', /error/)
  } finally {
    await source.close()
  }
})

test('a running run shows its live edge, and dragging to it follows again', async ({ page, request }) => {
  const source = await modusSource(request, () => ({
    steps: [...words(50), wait(1200), ...words(50), gate('end'), emit({ type: 'done' })],
  }))
  try {
    const id = await source.start('live')
    const slider = await opened(page, id)
    await expect(slider).toHaveAttribute('aria-valuenow', '100')
    const box = await slider.boundingBox()
    const { x, y, width } = box ?? { x: 0, y: 0, width: 0 }
    await page.mouse.click(x + 3, y + 20)
    await expect(slider).not.toHaveAttribute('aria-valuenow', '100')
    await expect(page.locator('.lane-live')).toContainText('live')
    await page.mouse.click(x + width - 1, y + 20)
    await expect(slider).toHaveAttribute('aria-valuenow', '100')
    await expect(page.getByText('Following.')).toBeVisible()
  } finally {
    await source.close()
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the lanes and the list of markers have no accessibility fault, ${colorScheme}`, async ({
    browser,
    request,
  }) => {
    const source = await modusSource(request, () => failing)
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    try {
      const id = await source.start('look')
      for (const size of [
        { width: 1440, height: 900 },
        { width: 390, height: 844 },
      ]) {
        await page.setViewportSize(size)
        await opened(page, id, '?f=102')
        await expect(page.locator('[data-mark="error"]').first()).toBeVisible()
        expect(await faults(page), String(size.width)).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
        if (size.width > 768) await page.getByRole('button', { name: /^Markers/ }).press('Enter')
        else {
          await page.getByRole('button', { name: 'More about playback' }).click()
          await page.getByRole('menuitem', { name: 'Markers …' }).click()
        }
        await expect(page.getByRole('dialog', { name: 'Markers' })).toBeVisible()
        expect(await faults(page), `${size.width} list`).toEqual([])
      }
    } finally {
      await context.close()
      await source.close()
    }
  })
}

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
}
