import type { Database } from '#lib/db/client.ts'
import { quantile } from '../quantile.ts'
import type { Tested } from './browser.ts'

/** From the commit of frames to the paint of their rows, in ms. */
export type Lags = { frames: number; p50: number; p95: number; p99: number; max: number }

/** Watches how the last row of a list grows, for so long: which frame was painted last, when, by the wall clock. */
export async function watchEnd({ page }: Tested, seconds: number): Promise<[number, number][]> {
  return page.evaluate(
    (ms) =>
      new Promise<[number, number][]>((resolve) => {
        const painted: [number, number][] = []
        const plain = document.getElementById('list')
        const last = () => {
          if (plain) return Number((plain.lastElementChild as HTMLElement | null)?.dataset['seq'] ?? 0)
          const rows = [...document.querySelectorAll<HTMLElement>('[data-seq]')]
          return rows.reduce((most, row) => Math.max(most, Number(row.dataset['seq'])), 0)
        }
        const look = () => {
          const seq = last()
          if (seq > (painted.at(-1)?.[0] ?? 0)) painted.push([seq, Date.now()])
        }
        window.probe.watchers.add(look)
        setTimeout(() => {
          window.probe.watchers.delete(look)
          resolve(painted)
        }, ms)
      }),
    seconds * 1000,
  )
}

/** Notes when each frame reached the page, where no row is made of it. */
export async function watchArrivals({ page }: Tested, seconds: number): Promise<[number, number][]> {
  await page.evaluate(() => Object.assign(window, { arrived: [] }))
  await page.waitForTimeout(seconds * 1000)
  return page.evaluate(() => (window as unknown as { arrived: [number, number][] }).arrived)
}

/** How long after their commit frames were there. The commit's time is Postgres's own, of the same clock. */
export async function lagsOf(painted: readonly [number, number][], runId: string, db: Database): Promise<Lags> {
  const [from, to] = [painted[0]?.[0] ?? 0, painted.at(-1)?.[0] ?? 0]
  const { rows } = await db.pool.query<{ seq: number; ms: number }>(
    `SELECT f.seq, (extract(epoch FROM pg_xact_commit_timestamp(f.xmin)) * 1000)::float8 AS ms FROM frame f
     JOIN run ON run.id = f.run_id WHERE run.public_id = $1 AND f.seq > $2 AND f.seq <= $3 ORDER BY f.seq`,
    [runId, from, to],
  )
  let next = 0
  const lags = rows.map(({ seq, ms }) => {
    while ((painted[next]?.[0] ?? Infinity) < seq) next += 1
    return (painted[next]?.[1] ?? Number.NaN) - ms
  })
  // A page that is so far behind that it painted nothing meanwhile has no lag that could be told.
  const at = (share: number) => (lags.length === 0 ? Infinity : quantile(lags, share))
  return { frames: lags.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

/** How far the row at the top of the view ever was from its place, in px, after one turn of the wheel; and how many frames came. */
export async function hold({ page }: Tested, seconds: number): Promise<{ movedPx: number; frames: number }> {
  const list = await page.getByRole('grid', { name: 'Frames' }).boundingBox()
  if (!list) throw new Error('there is no list')
  await page.mouse.move(list.x + list.width / 2, list.y + list.height / 2)
  await page.mouse.wheel(0, -400)
  await page.waitForTimeout(500)
  return page.evaluate(
    (ms) =>
      new Promise<{ movedPx: number; frames: number }>((resolve) => {
        const grid = document.querySelector('[role=grid][aria-label="Frames"]')
        const top = grid?.getBoundingClientRect().top ?? 0
        const rows = [...document.querySelectorAll<HTMLElement>('[data-seq]')]
        const first = rows.find((row) => row.getBoundingClientRect().top >= top)
        const count = () => Number(grid?.getAttribute('aria-rowcount'))
        if (!first) throw new Error('no row is in view')
        const place = () => document.getElementById(first.id)?.getBoundingClientRect().top ?? Infinity
        const [start, before] = [place(), count()]
        let movedPx = 0
        const look = () => (movedPx = Math.max(movedPx, Math.abs(place() - start)))
        window.probe.watchers.add(look)
        setTimeout(() => {
          window.probe.watchers.delete(look)
          resolve({ movedPx, frames: count() - before })
        }, ms)
      }),
    seconds * 1000,
  )
}
