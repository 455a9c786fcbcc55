import type { Browser } from '@playwright/test'
import { openTested, type TaskTimes } from './browser.ts'
import { plainList } from './plain-list.ts'

/** What a plain list of the run's first frames costs. */
export type PlainRun = { firstRowsMs: number; allRowsMs: number; tasks: TaskTimes; rows: number; heapMb: number }

/** Opens the peer: the same frames by the same API, a row each. */
export async function measurePlainRun(
  browser: Browser,
  { url, run, frames }: { url: string; run: string; frames: number },
): Promise<PlainRun> {
  const tested = await openTested(browser)
  try {
    await tested.page.goto(await plainList(tested.page, url, { run, frames, live: false, rows: true }))
    await tested.page.locator('[data-done]').waitFor({ state: 'attached', timeout: 120_000 })
    const at = await tested.page.evaluate(
      () =>
        new Promise<{ first: number; all: number; rows: number }>((resolve) => {
          const { probe } = window
          const look = (now: number) => {
            probe.watchers.delete(look)
            resolve({ first: probe.firstRowsAt ?? now, all: now, rows: probe.mostRows })
          }
          probe.watchers.add(look)
        }),
    )
    const tasks = await tested.tasks()
    return { firstRowsMs: at.first, allRowsMs: at.all, rows: at.rows, tasks, heapMb: await tested.heapMb() }
  } finally {
    await tested.close()
  }
}
