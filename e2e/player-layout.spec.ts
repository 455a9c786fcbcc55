import type { Page } from '@playwright/test'
import { emit, gate, type Script, type Step } from '#lib/upstream/script.ts'
import { fails, modusSource, type ModusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { expect, test } from './support/journey.ts'

const words = (count: number): Step[] =>
  Array.from({ length: count }, (_, index) => emit({ type: 'token', content: `word${index + 1} ` }))

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
    const id = await finished(source, request)
    await page.goto(`/runs/${id}?f=41`)
    await expect(row(page, 41)).toBeVisible()
    await page.getByRole('button', { name: 'Condensed' }).click()
    await expect(page.locator('#fold-1')).toContainText('#1–#40')
    await expect(page.locator('[data-quiet="42"]')).toContainText(/waiting for tool search \d\.\d s/)
    await expect(page.locator('#fold-43')).toContainText('×300')
    await expect(page.locator('[data-quiet="343"]')).toContainText(/silent \d\.\d s/)
    await expect(page.locator('#fold-343')).toContainText('#343–#642')
    await expect(row(page, 643)).toBeVisible()

    await page.keyboard.press(',')
    await expect(row(page, 40)).toHaveAttribute('aria-selected', 'true')
    await expect(page.locator('#fold-1')).toHaveCount(0)
    await page.keyboard.press('End')
    await expect(page.locator('#fold-1')).toHaveCount(1)

    await page.getByRole('button', { name: 'Unfold frames 343 to 642' }).click()
    await expect(row(page, 344)).toBeVisible()
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
    const id = await finished(source, request)
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
    const id = await finished(source, request)
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
    await row(page, 1).click()
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

test('the palette lists every command with its key, runs them, and goes to a frame', async ({ page, request }) => {
  const source = await modusSource(request, () => ({ steps: [...words(60), emit({ type: 'done' })] }))
  try {
    const id = await finished(source, request)
    await openPage(page, `/runs/${id}?f=3`)
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog', { name: 'Commands' })
    const listed = await palette
      .getByRole('option')
      .filter({ has: page.locator('kbd') })
      .locator('span:first-child')
      .allInnerTexts()
    expect(listed.length).toBeGreaterThan(10)
    await page.keyboard.type('frame on')
    await expect(palette.getByRole('option').first()).toContainText('One frame on')
    await page.keyboard.press('Enter')
    await expect(palette).toBeHidden()
    await expect(row(page, 4)).toHaveAttribute('aria-selected', 'true')

    await page.keyboard.press('Control+k')
    await expect(palette.getByRole('option').first()).toContainText('recent')
    await page.keyboard.type('42')
    await page.keyboard.press('Enter')
    await expect(row(page, 42)).toHaveAttribute('aria-selected', 'true')

    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    const shown = await sheet.getByRole('listitem').locator('span:first-child').allInnerTexts()
    for (const label of listed) expect(shown, 'what has a key is in the sheet').toContain(label)
  } finally {
    await source.close()
  }
})

test('with the keyboard alone: a failed run is opened, its cause is read, and the link to the frame is copied', async ({
  page,
  context,
  request,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const source = await modusSource(request, fails)
  try {
    const id = await finished(source, request)
    await openPage(page, `/?source=${source.slug}`)
    await expect(page.locator(`[data-run="${id}"]`)).toContainText('failed')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(id))
    await expect(page.getByText('Failed at frame 2')).toContainText('ledger is locked')
    await expect(row(page, 2)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('c')
    await expect(page.getByRole('status').filter({ hasText: 'copied' })).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(new RegExp(`/runs/${id}\\?f=2`))
  } finally {
    await source.close()
  }
})

test('screen readers are told at most once in five seconds, and once that the run ended', async ({ page, request }) => {
  const turns = ['a', 'b', 'c', 'd', 'e', 'f']
  const source = await modusSource(request, () => ({
    steps: [...words(5), ...turns.flatMap((name) => [gate(name), ...words(20)]), gate('end'), emit({ type: 'done' })],
  }))
  try {
    await page.clock.install()
    const id = await source.start('Speak seldom')
    await openPage(page, `/runs/${id}`)
    await expect(row(page, 5)).toBeVisible()
    await page.evaluate(() => {
      const told: { at: number; text: string }[] = []
      Object.assign(window, { told })
      const live = document.querySelector('p[role="status"].sr-only')
      new MutationObserver(() => told.push({ at: Date.now(), text: live?.textContent ?? '' })).observe(
        live ?? document.body,
        {
          childList: true,
          characterData: true,
          subtree: true,
        },
      )
    })
    const told = () => page.evaluate(() => (window as unknown as { told: { at: number; text: string }[] }).told)
    for (const [index, name] of turns.entries()) {
      await open(source, request, id, name)
      await expect(row(page, 25 + index * 20)).toBeVisible()
      await page.clock.runFor(2000)
    }
    const growing = await told()
    expect(growing.length).toBeGreaterThan(1)
    for (const [index, { at }] of growing.entries()) {
      const before = growing[index - 1]
      if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(4900)
    }
    await open(source, request, id, 'end')
    const ended = async () => (await told()).filter(({ text }) => text === 'Run ended, completed').length
    await expect.poll(ended).toBe(1)
  } finally {
    await source.close()
  }
})

test('every key of the player is in the sheet', async ({ page, request }) => {
  const source = await modusSource(request, fails)
  try {
    const id = await finished(source, request)
    await openPage(page, `/runs/${id}`)
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: 'Keys' })
    const caps = await sheet
      .locator('li > span:last-child > span')
      .evaluateAll((keys) =>
        keys.map((key) => [...key.querySelectorAll('kbd')].map((cap) => cap.textContent).join('+')),
      )
    for (const key of keysOfPlayer) expect(caps).toContain(key)
  } finally {
    await source.close()
  }
})

test('single-character keys can be switched off, the others go on working', async ({ page, request }) => {
  const source = await modusSource(request, () => ({ steps: [...words(20), emit({ type: 'done' })] }))
  try {
    const id = await finished(source, request)
    await openPage(page, `/runs/${id}?f=5`)
    await page.keyboard.press('?')
    await page.getByRole('checkbox', { name: 'Single-key shortcuts' }).uncheck()
    await page.keyboard.press('Escape')
    await page.keyboard.press('.')
    await page.keyboard.press('ArrowDown')
    await expect(row(page, 6)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  } finally {
    await source.close()
  }
})

const keysOfPlayer = [
  ...['Space', '.', ',', 'PgDn', 'PgUp', '→', '←', 'Shift+→', 'Shift+←', ']', '[', 'e', 'Shift+e', 's', 'Shift+s', 't'],
  ...['Shift+t', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'Home', 'End', '<', '>', 'i', 'g', '/', 'n'],
  ...['Shift+n', 'm', 'b', 'o', 'c', 'Shift+c', 'u', 'w', '?', 'l', 'v', 'Ctrl+K'],
]

function row(page: Page, seq: number) {
  return page.locator(`#frame-${seq}`)
}

async function widthOf(pane: ReturnType<Page['locator']>): Promise<number> {
  return Math.round((await pane.boundingBox())?.width ?? 0)
}

type Request = Parameters<typeof modusSource>[0]

/** A run of the source that is recorded to its end; its id. */
async function finished(source: ModusSource, request: Request): Promise<string> {
  const id = await source.start('Look at me')
  await expect
    .poll(async () => ((await (await request.get(`/api/v1/runs/${id}`)).json()) as { recording: string }).recording, {
      timeout: 20_000,
    })
    .toBe('closed')
  return id
}

async function open(source: ModusSource, request: Request, id: string, name: string): Promise<void> {
  const run = (await (await request.get(`/api/v1/runs/${id}`)).json()) as { upstreamRunId: string }
  source.upstream.run(run.upstreamRunId)?.open(name)
}
