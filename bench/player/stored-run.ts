import type { Browser } from '@playwright/test'
import type { FramesPage } from '#lib/api/frame.ts'
import type { Product } from '../../e2e/support/product.ts'
import { idle, open, ready, type Opened } from './open.ts'
import { play, timing } from './play.ts'
import { drag, pressUntilShown, type Dragged, type Sought } from './seek.ts'
import type { TaskTimes, Tested } from './browser.ts'

/** What was measured of a run that is over. Lists hold one value a try. */
export type StoredRun = {
  coldMs: number[]
  warmMs: number[]
  atLastMs: number[]
  toLast: Sought
  sought: Sought[]
  dragged: Dragged
  fast: { ratio: number }
  timing: ReturnType<typeof timing>
  tasks: Record<'open' | 'seek' | 'drag' | 'fast' | 'slow', TaskTimes>
  mostRows: number
  heapMb: number
}

const FASTER = 4 // presses of a key from 1x to 16x

/** Opens a run in ways that differ by what is cached, and uses one of its pages. */
export async function measureStoredRun(
  browser: Browser,
  start: () => Promise<Product>,
  { run, frames, seconds, tries }: { run: string; frames: number; seconds: number; tries: number },
): Promise<StoredRun> {
  const times: Pick<StoredRun, 'coldMs' | 'warmMs' | 'atLastMs'> = { coldMs: [], warmMs: [], atLastMs: [] }
  const opens = async (address: string, seq: number | null) => {
    const { tested, firstRowsMs } = await open(browser, address, seq)
    await idle(tested)
    await tested.close()
    return firstRowsMs
  }
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const page = `${(await start()).url}/runs/${run}`
    times.coldMs.push(await opens(page, null))
    times.warmMs.push(await opens(page, null))
    times.atLastMs.push(await opens(`${page}?f=${frames}`, frames))
  }
  const product = await start()
  const opened = await open(browser, `${product.url}/runs/${run}`)
  try {
    return { ...times, ...(await walk(opened, product, { run, frames, seconds })) }
  } finally {
    await opened.tested.close()
  }
}

async function walk(
  { tested }: Opened,
  product: Product,
  { run, frames, seconds }: { run: string; frames: number; seconds: number },
): Promise<Omit<StoredRun, 'coldMs' | 'warmMs' | 'atLastMs'>> {
  const heaps: number[] = []
  const step = async () => {
    heaps.push(await tested.heapMb())
    return tested.tasks()
  }
  await ready(tested)
  await idle(tested)
  const openTasks = await step()
  const sought: Sought[] = []
  for (const key of ['5', '2', '8', '1', '9', '4', '6', '3', '7']) {
    sought.push(await pressUntilShown(tested, key))
    await tested.page.waitForTimeout(300)
  }
  const toLast = await pressUntilShown(tested, 'End', frames)
  const seekTasks = await step()
  const dragged = await drag(tested, Math.min(seconds, 10))
  await idle(tested)
  const dragTasks = await step()
  await goTo(tested, Math.floor(frames * 0.3))
  const fast = await playAt(tested, seconds, FASTER)
  const fastTasks = await step()
  const slow = await play(tested, seconds)
  const slowTasks = await step()
  const [first, last] = [slow[0]?.seq ?? 1, slow.at(-1)?.seq ?? 1]
  return {
    toLast,
    sought,
    dragged,
    fast: { ratio: await speedOf(fast, product.url, run) },
    timing: timing(slow, await readFrames(product.url, run, first, last)),
    tasks: { open: openTasks, seek: seekTasks, drag: dragTasks, fast: fastTasks, slow: slowTasks },
    mostRows: await tested.page.evaluate(() => window.probe.mostRows),
    heapMb: Math.max(...heaps),
  }
}

/** Plays some steps faster, and goes back to the speed from before. */
async function playAt(tested: Tested, seconds: number, faster: number) {
  for (let press = 0; press < faster; press += 1) await tested.page.keyboard.press('>')
  const shown = await play(tested, seconds)
  for (let press = 0; press < faster; press += 1) await tested.page.keyboard.press('<')
  return shown
}

async function goTo({ page }: Tested, seq: number): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.type(String(seq))
  await page.keyboard.press('Enter')
  await page.locator(`[data-seq="${seq}"][aria-selected="true"] [data-payload]`).waitFor()
  await idle({ page })
}

/** How much of the run's time was played in a second. */
async function speedOf(shown: readonly { seq: number; at: number }[], url: string, run: string): Promise<number> {
  const [first, last] = [shown[1], shown.at(-1)]
  if (first === undefined || last === undefined) return 0
  const offsets = await Promise.all(
    [first.seq, last.seq].map(async (seq) => (await readFrames(url, run, seq, seq))[0]?.offsetMs ?? Number.NaN),
  )
  return ((offsets[1] ?? 0) - (offsets[0] ?? 0)) / (last.at - first.at)
}

async function readFrames(url: string, run: string, first: number, last: number): Promise<FramesPage['frames']> {
  const frames: FramesPage['frames'] = []
  for (let after = first - 1; after < last; after = frames.at(-1)?.seq ?? last) {
    const limit = Math.min(1000, last - after)
    const answer = await fetch(`${url}/api/v1/runs/${run}/frames?after=${after}&limit=${limit}`)
    frames.push(...((await answer.json()) as FramesPage).frames)
  }
  return frames
}
