import type { Frame } from '#lib/api/frame.ts'
import { median, quantile } from '../quantile.ts'
import type { Tested } from './browser.ts'

/** A frame that was shown: its number, and when the paint of it was over. */
type Shown = { seq: number; at: number }

/** Plays on for so long and gives which frames were shown when. */
export async function play({ page }: Tested, seconds: number): Promise<Shown[]> {
  await page.evaluate(() => {
    const shown: Shown[] = []
    Object.assign(window, { shown })
    const place = document.querySelector<HTMLInputElement>('section[aria-label="Playback"] form input')
    window.probe.watchers.add((at) => {
      const seq = Number(place?.value.replaceAll(',', ''))
      if (seq !== shown.at(-1)?.seq) shown.push({ seq, at })
    })
  })
  await page.keyboard.press('Space')
  await page.waitForTimeout(seconds * 1000)
  await page.keyboard.press('Space')
  return page.evaluate(() => {
    window.probe.watchers.clear()
    return (window as unknown as { shown: Shown[] }).shown
  })
}

/**
 * How exactly it was played at 1×: a frame's error is how much later it was shown than the run's clock says, measured from
 * the frame that came earliest; drift is how much that moved from the first tenth of the frames to the last.
 */
export function timing(shown: readonly Shown[], frames: readonly Frame[]) {
  const offsets = new Map(frames.map(({ seq, offsetMs }) => [seq, offsetMs]))
  const late: number[] = []
  for (const [index, { seq, at }] of shown.entries()) {
    const before = shown[index - 1]
    if (before === undefined) continue
    for (let each = before.seq + 1; each <= seq; each += 1) {
      const offsetMs = offsets.get(each)
      if (offsetMs != null) late.push(at - offsetMs)
    }
  }
  const earliest = late.reduce((least, each) => Math.min(least, each), Infinity)
  const errors = late.map((each) => each - earliest)
  const tenth = Math.ceil(errors.length / 10)
  return {
    frames: errors.length,
    p50: median(errors),
    p95: quantile(errors, 0.95),
    p99: quantile(errors, 0.99),
    driftMs: median(errors.slice(-tenth)) - median(errors.slice(0, tenth)),
  }
}
