import type { APIRequestContext, Page } from '@playwright/test'
import { bytes, emit, gate, wait, type Script } from '#lib/upstream/script.ts'
import { modusSource } from './modus-source.ts'
import { openPage } from './open-page.ts'
import { frameRow, openGate, recordedRun, stored, words } from './recorded-run.ts'
import { expect, test } from './support/journey.ts'

const token = (content: string) => ({ type: 'token', content })

/** Ten words, three seconds of nothing, ten more a tenth of a second apart, an error. */
const quiet = (): Script => ({
  steps: [
    ...words(10),
    wait(3000),
    ...words(10, 11).flatMap((step) => [wait(100), step]),
    emit({ type: 'error', message: 'ledger is locked' }),
  ],
})

test('a step is one frame of the address, a reload lands on it, and steps of ten seconds write it seldom', async ({
  page,
  request,
}) => {
  await page.addInitScript(() => {
    // As Safari does it: more than 100 writes in 30 s throw.
    const replace = history.replaceState.bind(history)
    const times: number[] = []
    Object.assign(window, { writes: times })
    history.replaceState = (...args) => {
      if (String(args[2] ?? '').includes('f=')) times.push(Date.now())
      if (times.length > 100) throw new DOMException('too many', 'SecurityError')
      replace(...args)
    }
  })
  const source = await modusSource(request, () => ({ steps: [...words(400), emit({ type: 'done' })] }))
  try {
    const id = await recordedRun(source, request)
    await page.clock.install()
    await openPage(page, `/runs/${id}?f=123`)
    await page.keyboard.press('.')
    await expect(page).toHaveURL(/\?f=124$/)
    await page.reload()
    await expect(frameRow(page, 124)).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByText('as of frame 124')).toBeVisible()
    await expect(deck(page, 'Play')).toBeVisible()

    await openPage(page, `/runs/${id}?f=100`)
    const writesBefore = await page.evaluate(() => (window as unknown as { writes: number[] }).writes.length)
    await page.clock.pauseAt(new Date(Date.now() + 60_000))
    for (let turn = 0; turn < 200; turn += 1) {
      await page.keyboard.press('.')
      await page.clock.runFor(50)
    }
    await page.clock.runFor(1000)
    const writes = await page.evaluate(() => (window as unknown as { writes: number[] }).writes.length)
    expect(writes - writesBefore).toBeLessThanOrEqual(30)
    await expect(page).toHaveURL(/\?f=300$/)
    await expect(frameRow(page, 300)).toHaveAttribute('aria-selected', 'true')
  } finally {
    await source.close()
  }
})

test('frames of one instant are stepped through one by one', async ({ page, request }) => {
  const block = (at: number) => `id: ${at}\ndata: ${JSON.stringify(token(`at once ${at} `))}\n\n`
  const source = await modusSource(request, () => ({
    steps: [...words(3), wait(50), bytes([4, 5, 6, 7].map(block).join(''), '7'), emit({ type: 'done' })],
  }))
  try {
    const id = await recordedRun(source, request)
    const frames = await framesOf(request, id)
    const same = frames.findIndex((frame, at) => at > 0 && frame.offsetMs === frames[at - 1]?.offsetMs)
    expect(same, 'two frames have one time').toBeGreaterThan(0)
    await openPage(page, `/runs/${id}?f=1`)
    const transcript = page.getByRole('region', { name: 'Transcript text' })
    for (let seq = 2; seq <= 7; seq += 1) {
      await page.keyboard.press('.')
      await expect(frameRow(page, seq)).toHaveAttribute('aria-selected', 'true')
      await expect(page.getByText(`as of frame ${seq}`, { exact: true })).toBeVisible()
    }
    await expect(transcript).toContainText('at once 7')
    await page.keyboard.press(',')
    await expect(transcript).not.toContainText('at once 7')
    await expect(transcript).toContainText('at once 6')
  } finally {
    await source.close()
  }
})

test('a failed run opens at its error, and plays from five seconds before to what its reader had seen', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, quiet)
  try {
    const id = await recordedRun(source, request)
    await page.clock.install()
    await openPage(page, `/runs/${id}`)
    await expect(frameRow(page, 21)).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByText('Failed at frame 21')).toBeVisible()
    await expect(page).not.toHaveURL(/f=/)

    await page.clock.pauseAt(new Date(Date.now() + 60_000))
    await page.getByRole('button', { name: 'Play from 5 s before' }).click()
    await expect(deck(page, 'Pause')).toBeVisible()
    await runFor(page, 1500)
    await expect(frameRow(page, 10)).toHaveAttribute('aria-selected', 'true')
    await runFor(page, 6000)
    await expect(frameRow(page, 21)).toHaveAttribute('aria-selected', 'true')
    await expect(deck(page, 'Play')).toBeVisible()
    await expect(page).toHaveURL(/\?f=21$/)
  } finally {
    await source.close()
  }
})

test('folding shortens a silence, locks nothing and leaves the clock as it is', async ({ page, request }) => {
  const source = await modusSource(request, quiet)
  try {
    const id = await recordedRun(source, request)
    const frames = await framesOf(request, id)
    const [before, after] = [frames[9]?.offsetMs ?? 0, frames[10]?.offsetMs ?? 0]
    expect(after - before).toBeGreaterThan(2500)
    await page.clock.install()
    await openPage(page, `/runs/${id}?f=8`)
    await expect(page.getByText(/\d+ % idle/)).toBeVisible()
    await page.clock.pauseAt(new Date(Date.now() + 60_000))
    await page.keyboard.press('i')
    await page.keyboard.press('Space')
    await expect(deck(page, 'Pause')).toBeVisible()
    await runFor(page, 150)
    // Half of the folded silence is half of the real one on the clock.
    const inside = await clockSeconds(page)
    expect(inside * 1000).toBeGreaterThan(before + 500)
    expect(inside * 1000).toBeLessThan(after)
    for (const name of ['Speed 1×', 'First frame', 'Forward one frame', 'Fold gaps'])
      await expect(page.getByRole('button', { name }).first()).toBeEnabled()
    await page.keyboard.press('>')
    await expect(page.getByRole('button', { name: 'Speed 2×' })).toBeVisible()
    await page.keyboard.press('ArrowLeft')
    await expect(frameRow(page, 1)).toHaveAttribute('aria-selected', 'true')
    await runFor(page, 400)
    expect(await selected(page)).toBeGreaterThanOrEqual(11)
    expect(await clockSeconds(page)).toBeGreaterThan(after / 1000 - 0.001)
    await page.keyboard.press('Space')
    await expect(page).toHaveURL(/gaps=fold&speed=2/)
  } finally {
    await source.close()
  }
})

test('a running run is frozen, played from behind, and followed again; looking back by key holds it', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, () => ({
    steps: [...words(40).flatMap((step) => [wait(20), step]), gate('more'), ...words(20, 41), gate('end')],
  }))
  try {
    const id = await source.start('Play it from behind')
    await stored(request, id, 40)
    await openPage(page, `/runs/${id}`)
    for (const key of ['k', 'ArrowUp', 'PageUp', 'Home']) {
      await expect(page.getByText('Following.')).toBeVisible()
      await page.keyboard.press(key)
      await expect(page.getByText('Following.')).toBeHidden()
      await page.keyboard.press('l')
    }
    await page.keyboard.press('Space')
    await expect(page.getByText('Paused at frame 40')).toBeVisible()
    await openGate(source, request, id, 'more')
    await expect(page.getByTestId('live-state')).toHaveText('paused · +20')
    await page.keyboard.press('l')
    await expect(frameRow(page, 60)).toBeVisible()

    await page.keyboard.press('0')
    await expect(page.getByTestId('behind-live')).toHaveText(/^−\d+\.\d s behind live$/)
    await page.keyboard.press('Space')
    await expect(deck(page, 'Pause')).toBeVisible()
    await expect.poll(() => selected(page)).toBeGreaterThan(3)
    await page.keyboard.press('>')
    await page.keyboard.press('>')
    await page.keyboard.press('>')
    await page.keyboard.press('>')
    await expect(page.getByText('Following.')).toBeVisible()
    await openGate(source, request, id, 'end')
  } finally {
    await source.close()
  }
})

test('the address restores range, filter, time, panel, zoom, search, folding and speed; a time in it becomes a frame', async ({
  page,
  request,
}) => {
  const source = await modusSource(request, quiet)
  try {
    const id = await recordedRun(source, request)
    const frames = await framesOf(request, id)
    await page.setViewportSize({ width: 1440, height: 900 })
    const query = '?f=12-15&view=metrics&q=word1&kind=error,output&tz=utc&z=1-3&gaps=fold&speed=4'
    await openPage(page, `/runs/${id}${query}`)
    await expect(frameRow(page, 12)).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('button', { name: 'Speed 4×' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Fold gaps' })).toHaveAttribute('aria-pressed', 'true')
    await expect(page.getByRole('button', { name: 'Time column: UTC' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Filter by kind' })).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('u')
    const restored = query.replace('&tz=utc', '')
    await expect.poll(() => new URL(page.url()).search).toBe(restored)

    await openPage(page, `/runs/${id}?t=${((frames[14]?.offsetMs ?? 0) / 1000 + 0.001).toFixed(3)}`)
    await expect(page).toHaveURL(/\?f=15$/)
    await expect(frameRow(page, 15)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('g')
    await page.keyboard.type('0:01')
    await page.keyboard.press('Enter')
    await expect(frameRow(page, 10)).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('g')
    await page.keyboard.type('nowhere')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert').filter({ hasText: 'tool:name' })).toBeVisible()
  } finally {
    await source.close()
  }
})

type Stored = { seq: number; offsetMs: number }

async function framesOf(request: APIRequestContext, id: string): Promise<Stored[]> {
  const answer = await request.get(`/api/v1/runs/${id}/frames?limit=1000`)
  return ((await answer.json()) as { frames: Stored[] }).frames
}

/** Lets the page's clock run on paint by paint, with time for what it asks the server in between. */
async function runFor(page: Page, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) await page.clock.runFor(50)
}

async function clockSeconds(page: Page): Promise<number> {
  const text = await page.getByRole('timer', { name: 'Time of the shown frame' }).locator('visible=true').textContent()
  return Number(/^\+([\d.]+)/.exec(text ?? '')?.[1])
}

async function selected(page: Page): Promise<number> {
  const id = await page.locator('[role=row][aria-selected=true]').first().getAttribute('id')
  return Number(id?.replace('frame-', ''))
}

function deck(page: Page, name: string) {
  return page.getByRole('region', { name: 'Playback' }).getByRole('button', { name, exact: true })
}
