import type { Page } from '@playwright/test'
import type { Tested } from './browser.ts'

/**
 * How long a seek took from the key or the pointer on, in ms: to the paint of the row, and to that of the text as of its
 * frame. Not waited for longer than 20 s; then it is infinite.
 */
export type Sought = { rowMs: number; textMs: number }

/** Presses a key that leads to another frame; to a certain one where it is given. */
export async function pressUntilShown({ page }: Tested, key: string, seq: number | null = null): Promise<Sought> {
  await page.evaluate(awaitShown, seq)
  await page.keyboard.press(key)
  return takeSought(page)
}

/** Input may overtake what is evaluated: a page is told what to wait for first, and asked for it after the act. */
function takeSought(page: Page): Promise<Sought> {
  return page.evaluate(() => (window as unknown as { sought: Promise<Sought> }).sought)
}

/** In the page: waits for the paint of the frame that the next act leads to, in the view and as text. */
function awaitShown(wanted: number | null): void {
  const sought = new Promise<Sought>((resolve) => {
    const { probe } = window
    const rowOf = () =>
      document.querySelector<HTMLElement>(
        wanted === null ? '[data-seq][aria-selected="true"]' : `[data-seq="${wanted}"]`,
      )
    const before = rowOf()?.dataset['seq']
    let rowMs: number | null = null
    probe.actedAt = 0
    const look = (at: number) => {
      if (probe.actedAt > 0 && at - probe.actedAt > 20_000) return done(Infinity)
      const row = rowOf()
      const seq = row?.dataset['seq']
      if (probe.actedAt === 0 || !row?.querySelector('[data-payload]')) return
      if (wanted === null && seq === before) return
      const [box, view] = [row.getBoundingClientRect(), row.closest('[role=grid]')?.getBoundingClientRect()]
      if (view === undefined || box.bottom > view.bottom + 1 || box.top < view.top - 1) return
      rowMs ??= at - probe.actedAt
      const words = document.querySelector('section[aria-label="Transcript"]')?.textContent ?? ''
      if (!words.includes(wanted === null ? `as of frame ${Number(seq).toLocaleString('en-US')}` : 'whole run')) return
      done(at - probe.actedAt)
    }
    const done = (textMs: number) => {
      probe.watchers.delete(look)
      resolve({ rowMs: rowMs ?? Infinity, textMs })
    }
    probe.watchers.add(look)
  })
  Object.assign(window, { sought })
}

export type Dragged = { seen: number; settled: Sought }

const MOVE_EVERY_MS = 16

/** Drags the playhead over the whole run and back for so long: how many frames were shown, and when the last one was. */
export async function drag({ page }: Tested, seconds: number): Promise<Dragged> {
  const box = await page.getByRole('slider', { name: 'Position in the run' }).boundingBox()
  if (!box) throw new Error('there is no scrubber')
  const y = box.y + 10
  await page.evaluate(() => {
    const seen = new Set<string>()
    const selected = () => document.querySelector<HTMLElement>('[data-seq][aria-selected="true"]')
    Object.assign(window, { dragged: seen })
    window.probe.watchers.add(() => {
      const seq = selected()?.querySelector('[data-payload]') && selected()?.dataset['seq']
      if (seq) seen.add(seq)
    })
  })
  await page.mouse.move(box.x + 4, y)
  await page.mouse.down()
  const startedAt = performance.now()
  for (let s = 0; s < seconds; s = (performance.now() - startedAt) / 1000) {
    const share = 0.5 - 0.5 * Math.cos((s / seconds) * 6 * Math.PI)
    await page.mouse.move(box.x + 4 + share * (box.width - 8), y)
    await page.waitForTimeout(MOVE_EVERY_MS)
  }
  await page.mouse.move(box.x + box.width * 0.6, y)
  await page.evaluate(awaitShown, null)
  await page.mouse.up()
  const settled = await takeSought(page)
  const seen = await page.evaluate(() => (window as unknown as { dragged: Set<string> }).dragged.size)
  return { seen, settled }
}
