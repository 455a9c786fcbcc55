import type { Page } from '@playwright/test'
import { emit, gate, type Script } from '#lib/upstream/script.ts'
import { modusSource } from './modus-source.ts'
import { frameRow, openGate, stored, words } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

/** Six hundred frames, then as many as `more` lets through, then the end. */
const long = (): Script => ({
  steps: [...words(600), gate('more'), ...words(200, 601), gate('end'), emit({ type: 'done' })],
})

test('a run that is opened midway shows its first frame and rolls to its end, every number once', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, long)
  try {
    const id = await source.start('Count the words')
    await stored(request, id, 600)
    await page.goto(`/runs/${id}`)
    await expect(liveState(page)).toHaveText(/^live/)
    await expect(frameRow(page, 600)).toBeVisible()

    await page.keyboard.press('Home')
    await expect(frameRow(page, 1)).toContainText('word1')
    await openGate(source, request, id, 'more')
    await expect(page.getByRole('button', { name: /200 new frames/ })).toBeVisible()
    await expect(frameRow(page, 1), 'the place is held').toBeInViewport()

    await page.keyboard.press('l')
    await expect(frameRow(page, 800)).toContainText('word800')
    await openGate(source, request, id, 'end')
    await expect(page.getByText('run ended · completed')).toBeVisible()
    await expect(page.getByText(/800 frames|801 frames/)).toBeVisible()
    await expect(page.getByRole('region', { name: 'Transcript text' })).toContainText('word800')

    await expectDense(page, 801)
  } finally {
    await source.close()
  }
})

test('a link to a frame survives a reload, and one past the end leads to the last', async ({ page, request }) => {
  const source = await modusSource(request, () => ({ steps: [...words(400), emit({ type: 'done' })] }))
  try {
    const id = await source.start('Link to a frame')
    await stored(request, id, 401)
    await page.goto(`/runs/${id}?f=123`)
    await expect(frameRow(page, 123)).toHaveAttribute('aria-selected', 'true')
    const list = await page.getByRole('grid', { name: 'Frames' }).boundingBox()
    const box = await frameRow(page, 123).boundingBox()
    const share = ((box?.y ?? 0) - (list?.y ?? 0)) / (list?.height ?? 1)
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.3)

    await page.keyboard.press('.')
    await expect(page).toHaveURL(/\?f=124$/)
    await page.reload()
    await expect(frameRow(page, 124)).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByText('as of frame 124')).toBeVisible()
    const transcript = page.getByRole('region', { name: 'Transcript text' })
    await expect(transcript).toContainText('word124')
    await expect(transcript).not.toContainText('word125')

    await page.keyboard.press(',')
    await expect(transcript).not.toContainText('word124')
    await expect(page.getByTestId('raw')).toContainText('"content":"word123 "')

    await page.goto(`/runs/${id}?f=9999`)
    await expect(page.getByText('Frame 9,999 does not exist (run has 401).')).toBeVisible()
    await expect(frameRow(page, 401)).toHaveAttribute('aria-selected', 'true')
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await expect(page.getByText('does not exist')).toBeHidden()
  } finally {
    await source.close()
  }
})

test('following, holding and pausing are the reader’s to choose, and nothing is lost', async ({ page, request }) => {
  const source = await modusSource(request, long)
  try {
    const id = await source.start('Follow me')
    await stored(request, id, 600)
    await page.goto(`/runs/${id}`)
    await expect(frameRow(page, 600)).toBeInViewport()
    await page.getByRole('grid', { name: 'Frames' }).hover()
    await page.mouse.wheel(0, -400)
    await expect(page.getByText('Holding here')).toBeVisible()
    const top = await firstRow(page)

    await openGate(source, request, id, 'more')
    const pill = page.getByRole('button', { name: '200 new frames' })
    await expect(pill).toBeVisible()
    expect(await firstRow(page), 'the first visible row did not move').toEqual(top)
    await pill.click()
    await expect(page.getByText('Following.')).toBeVisible()
    await expect(frameRow(page, 800)).toBeInViewport()

    await page.getByRole('grid', { name: 'Frames' }).focus()
    await page.keyboard.press('Space')
    await expect(liveState(page)).toHaveText('paused · +0')
    await openGate(source, request, id, 'end')
    await expect(liveState(page)).toHaveText('paused · +1')
    await expect(frameRow(page, 801)).toBeHidden()
    await page.keyboard.press('End')
    await expect(frameRow(page, 801)).toBeVisible()
    await expect(page).toHaveTitle(/^[^●✕]/)
  } finally {
    await source.close()
  }
})

test('eight tabs of one browser are all live at once', async ({ context, request }) => {
  test.slow() // nine pages on whatever machine this is
  const source = await modusSource(request, long)
  try {
    const ids = [await source.start('one'), await source.start('two')]
    for (const id of ids) await stored(request, id, 600)
    const pages = await Promise.all(Array.from({ length: 8 }, () => context.newPage()))
    for (const [index, page] of pages.entries()) await page.goto(`/runs/${ids[index % 2] ?? ''}`)
    for (const page of pages) await expect(liveState(page)).toHaveText(/^live/)
    const protocol = await pages[7]?.evaluate(
      () => performance.getEntriesByType('navigation')[0]?.toJSON() as Navigation,
    )
    expect(protocol?.nextHopProtocol, 'a browser opens six connections at most').toBe('http/1.1')
    for (const id of ids) await openGate(source, request, id, 'more')
    for (const page of pages) await expect(frameRow(page, 800)).toContainText('word800')
    for (const id of ids) await openGate(source, request, id, 'end')
    for (const page of pages) await expect(page.getByText('run ended · completed')).toBeVisible()
    for (const page of pages) await page.close()
  } finally {
    await source.close()
  }
})

test('where tabs cannot share a stream, one that is hidden for a minute gives its own up, and comes back to it', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, long)
  try {
    await page.addInitScript(() => Reflect.deleteProperty(window, 'SharedWorker'))
    await page.clock.install()
    const id = await source.start('Hide me')
    await stored(request, id, 600)
    const begun = page.waitForEvent('worker')
    await page.goto(`/runs/${id}`)
    const worker = await begun
    await worker.evaluate(noteStreams)
    const noted = () => worker.evaluate(() => (globalThis as unknown as { noted: Noted }).noted)
    await expect(frameRow(page, 600)).toBeVisible()

    await setHidden(page, true)
    await page.clock.runFor(61_000)
    await expect.poll(async () => (await noted()).closed).toBe(1)
    await openGate(source, request, id, 'more')
    await stored(request, id, 800)
    await expect(frameRow(page, 800)).toHaveCount(0)
    await setHidden(page, false)
    await expect(frameRow(page, 800)).toContainText('word800')
    expect((await noted()).opened.at(-1)).toBe(`/api/v1/events?runs=${id}:600`)
    await openGate(source, request, id, 'end')
    await expect(page.getByText('run ended · completed')).toBeVisible()
  } finally {
    await source.close()
  }
})

test('whatever an agent writes stays text: nothing runs, nothing is fetched', async ({ page, request }) => {
  const attacks = [
    '<script>alert(1)</script>',
    '<img src="http://attacker.example/a.png" onerror="alert(1)">',
    '![x](http://attacker.example/b.png)',
    '[click](javascript:alert(1))',
    '<a href="javascript:alert(1)">x</a>',
    '<svg onload=alert(1)>',
    '<iframe src="http://attacker.example/"></iframe>',
    '\u202Etxt.exe',
  ]
  const source = await modusSource(request, () => ({
    steps: [
      ...attacks.map((attack) => emit({ type: 'token', content: `${attack}\n\n` })),
      emit({ type: 'tool_start', id: 'c1', name: attacks[0], arguments: { q: attacks[1] } }),
      emit({ type: 'tool_end', id: 'c1', name: attacks[0], result: attacks[5] }),
      emit({ type: 'error', error: attacks[1] }),
    ],
  }))
  const requested: string[] = []
  page.on('request', (sent) => requested.push(sent.url()))
  page.on('dialog', (dialog) => {
    requested.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  try {
    const id = await source.start(attacks[0] ?? '')
    await stored(request, id, 11)
    await page.goto(`/runs/${id}`)
    const transcript = page.getByRole('region', { name: 'Transcript text' })
    await expect(transcript).toContainText('<script>alert(1)</script>')
    for (let seq = 1; seq <= 11; seq += 1) {
      await frameRow(page, seq).click()
      await expect(page.getByTestId('raw')).toBeVisible()
    }
    expect(await page.locator('main img, main iframe, main svg[onload]').count()).toBe(0)
    expect(await page.locator('main a[href^="javascript"]').count()).toBe(0)
    expect(requested.filter((url) => url.includes('attacker') || url.startsWith('dialog'))).toEqual([])
  } finally {
    await source.close()
  }
})

test.describe('an unknown run', () => {
  test.use({ expectedErrors: [/404/] })

  test('is a page that says so', async ({ page }) => {
    const response = await page.goto('/runs/run_00000000000000000000000000')
    expect(response?.status()).toBe(404)
  })
})

function liveState(page: Page) {
  return page.getByTestId('live-state')
}

type Navigation = { nextHopProtocol: string }

type Noted = { opened: string[]; closed: number }

/** Runs in the worker: notes which streams are opened from now on, and how many are closed. */
function noteStreams(): void {
  const noted: Noted = { opened: [], closed: 0 }
  const Original = EventSource
  const { close } = Object.getOwnPropertyDescriptors(Original.prototype)
  Object.assign(globalThis, {
    noted,
    EventSource: class extends Original {
      constructor(url: string) {
        super(url)
        noted.opened.push(url)
      }
    },
  })
  Original.prototype.close = function () {
    noted.closed += 1
    close.value?.call(this)
  }
}

/** Has the page believe that its tab is hidden, or is shown again. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

async function firstRow(page: Page): Promise<{ seq: string | null; y: number }> {
  return page.getByRole('grid', { name: 'Frames' }).evaluate((grid) => {
    const { top } = grid.getBoundingClientRect()
    const first = [...grid.querySelectorAll('[data-seq]')].find((row) => row.getBoundingClientRect().top >= top)
    return { seq: first?.getAttribute('data-seq') ?? null, y: (first?.getBoundingClientRect().top ?? 0) - top }
  })
}

/** Scrolls through the whole list: every number is there, and none of the rows is empty. */
async function expectDense(page: Page, last: number): Promise<void> {
  await page.keyboard.press('Home')
  const seen = new Set<number>()
  for (let turn = 0; turn < 200 && seen.size < last; turn += 1) {
    await expect(page.locator('[data-seq]', { hasText: /…$/ })).toHaveCount(0)
    const drawn = await page
      .locator('[data-seq]')
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-seq'))))
    for (const seq of drawn) seen.add(seq)
    expect(drawn.length).toBeLessThanOrEqual(150)
    await page.keyboard.press('PageDown')
  }
  expect(seen.size).toBe(last)
}
