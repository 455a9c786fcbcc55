import type { Browser } from '@playwright/test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '#lib/db/client.ts'
import { notifyWork } from '#lib/db/notify-work.ts'
import { makeRuns } from '../make-runs.ts'
import { openTested, type TaskTimes, type Tested } from './browser.ts'
import { hold, lagsOf, watchArrivals, watchEnd, type Lags } from './follow.ts'
import { liveUpstream } from './live-upstream.ts'
import { open } from './open.ts'
import { plainList } from './plain-list.ts'

const SETTLE_MS = 3000

export type Followed = { lags: Lags; tasks: TaskTimes; mostRows: number; heapMb: number }

export type LiveRun = {
  followed: Followed
  held: { movedPx: number; frames: number; tasks: TaskTimes }
  plain: Followed
  nothing: Followed
}

/** Follows a run of so many frames a second, which the real recorder records meanwhile: our page, the peer, the limit. */
export async function measureLiveRun(
  browser: Browser,
  db: Database,
  { url, rate, seconds }: { url: string; rate: number; seconds: number },
): Promise<LiveRun> {
  const upstream = await liveUpstream(rate)
  try {
    const [runId] = await makeRuns({ count: 1, baseUrl: upstream.url }, db)
    if (runId === undefined) throw new Error('no run was made')
    const { publicId: run } = await db.prisma.run.findUniqueOrThrow({ where: { id: runId } })
    await notifyWork(db)
    upstream.begin()
    const { tested } = await open(browser, `${url}/runs/${run}`)
    const followed = await follow(tested, (page) => watchEnd(page, seconds), run, db)
    const held = { ...(await hold(tested, seconds)), tasks: await tested.tasks() }
    await tested.close()
    const plain = await followPlain(true)
    const nothing = await followPlain(false)
    return { followed, held, plain, nothing }

    async function followPlain(rows: boolean): Promise<Followed> {
      const page = await openTested(browser)
      await page.page.goto(await plainList(page.page, url, { run, frames: null, live: true, rows }))
      await page.page.locator('[data-done]').waitFor({ state: 'attached' })
      try {
        return await follow(page, (at) => (rows ? watchEnd(at, seconds) : watchArrivals(at, seconds)), run, db)
      } finally {
        await page.close()
      }
    }
  } finally {
    await upstream.end()
  }
}

async function follow(
  tested: Tested,
  watch: (tested: Tested) => Promise<[number, number][]>,
  run: string,
  db: Database,
): Promise<Followed> {
  await delay(SETTLE_MS)
  await tested.tasks()
  const lags = await lagsOf(await watch(tested), run, db)
  const tasks = await tested.tasks()
  const mostRows = await tested.page.evaluate(() => window.probe.mostRows)
  return { lags, tasks, mostRows, heapMb: await tested.heapMb() }
}
