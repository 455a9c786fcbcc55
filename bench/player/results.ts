import { loadavg } from 'node:os'
import { median, quantile } from '../quantile.ts'
import { whole, type Goal } from '../report.ts'
import type { TaskTimes } from './browser.ts'
import type { LiveRun } from './live-run.ts'
import type { PlainRun } from './plain-run.ts'
import type { StoredRun } from './stored-run.ts'

type Measured = { stored: StoredRun; plain: PlainRun; live: LiveRun }

/** The table: what was measured of our page, of a plain list, and of the same stream into nothing. */
export function rowsOf({ stored, plain, live }: Measured): string[][] {
  const { tasks } = stored
  return [
    ['open, first rows, server cold', ms(median(stored.coldMs)), '', ''],
    ['open, first rows, server warm', ms(median(stored.warmMs)), ms(plain.firstRowsMs), ''],
    ['open at the last frame', ms(median(stored.atLastMs)), `${ms(plain.allRowsMs)} (all rows)`, ''],
    ['End: last row', ms(stored.toLast.rowMs), '', ''],
    ['seek: row, p50 / p95', pair(rowTimes(stored)), '', ''],
    ['seek: row and text, p50 / p95', pair(textTimes(stored)), '', ''],
    ['drag: frames shown, then settled', `${stored.dragged.seen}, ${ms(stored.dragged.settled.rowMs)}`, '', ''],
    ['longest task: open', task(tasks.open), task(plain.tasks), ''],
    ['longest task: seeking', task(tasks.seek), '', ''],
    ['longest task: dragging', task(tasks.drag), '', ''],
    ['longest task: 16x', task(tasks.fast), '', ''],
    ['longest task: 1x', task(tasks.slow), '', ''],
    ['16x: played in a second', `${stored.fast.ratio.toFixed(1)} s`, '', ''],
    [
      '1x: error p50 / p95 / p99',
      [stored.timing.p50, stored.timing.p95, stored.timing.p99].map(exact).join(' / '),
      '',
      '',
    ],
    ['1x: drift', exact(stored.timing.driftMs), '', ''],
    ['rows in the page', whole(Math.max(stored.mostRows, live.followed.mostRows)), whole(plain.rows), ''],
    ['JS heap', mb(stored.heapMb), mb(plain.heapMb), ''],
    ['live: committed to painted p50', ms(live.followed.lags.p50), ms(live.plain.lags.p50), ms(live.nothing.lags.p50)],
    ['live: p95', ms(live.followed.lags.p95), ms(live.plain.lags.p95), ms(live.nothing.lags.p95)],
    ['live: max', ms(live.followed.lags.max), ms(live.plain.lags.max), ms(live.nothing.lags.max)],
    ['live: longest task', task(live.followed.tasks), task(live.plain.tasks), task(live.nothing.tasks)],
    ['live: rows in the page', whole(live.followed.mostRows), whole(live.plain.mostRows), ''],
    ['live: JS heap', mb(live.followed.heapMb), mb(live.plain.heapMb), mb(live.nothing.heapMb)],
    ['live, held: row moved', `${live.held.movedPx} px`, '', ''],
  ]
}

export function goalsOf({ stored, live }: Measured): Goal[] {
  const rows = Math.max(stored.mostRows, live.followed.mostRows)
  const heapMb = Math.max(stored.heapMb, live.followed.heapMb)
  const over = Object.values(stored.tasks).reduce((sum, { over100 }) => sum + over100, 0)
  return [
    atMost('open, first rows, server cold', 1500, median(stored.coldMs), ms),
    atMost('open at the last frame', 1500, median(stored.atLastMs), ms),
    atMost('End: last row', 1500, stored.toLast.rowMs, ms),
    atMost('seek: row and text, p95', 150, quantile(textTimes(stored), 0.95), ms),
    atMost('rows in the page', 150, rows, whole),
    atMost('JS heap', 300, heapMb, mb),
    atMost('tasks over 100 ms on the stored run', 0, over, whole),
    atMost('tasks over 100 ms at 16x', 0, stored.tasks.fast.over100, whole),
    atMost('tasks over 100 ms, live', 0, live.followed.tasks.over100 + live.held.tasks.over100, whole),
    atMost('1x: error p95', 20, stored.timing.p95, exact),
    atMost('1x: drift', 50, Math.abs(stored.timing.driftMs), exact),
    atMost('live: committed to painted p95', 250, live.followed.lags.p95, ms),
    atMost('live, held: row moved', 0, live.held.movedPx, (px) => `${px} px`),
  ]
}

export function notesOf({ stored, live }: Measured): string[] {
  return [
    `A load of ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')} on this machine in the last 1, 5 and 15 minutes.`,
    `Played at 1x: ${whole(stored.timing.frames)} frames. Live: ${whole(live.followed.lags.frames)} frames followed, ${whole(live.held.frames)} while held.`,
    'Rows are there when the paint with their content is over; times begin with the request for the page, or with the key.',
    'A frame played at 1x is compared with the one that was shown earliest by the clock of the run.',
    'A task is one of the main thread; "longest 75 ms, 4" says how many took more than 50 ms.',
    'A commit is dated by Postgres, a paint by the browser, on the same clock.',
  ]
}

function rowTimes({ sought }: StoredRun): number[] {
  return sought.map(({ rowMs }) => rowMs)
}

function textTimes({ sought }: StoredRun): number[] {
  return sought.map(({ textMs }) => textMs)
}

function atMost(what: string, wanted: number, measured: number, format: (value: number) => string): Goal {
  return { what, wanted: `<= ${format(wanted)}`, measured: format(measured), reached: measured <= wanted }
}

function pair(values: readonly number[]): string {
  return `${ms(median(values))} / ${ms(quantile(values, 0.95))}`
}

function task({ count, longestMs }: TaskTimes): string {
  return count === 0 ? 'under 50 ms' : `${longestMs.toFixed(0)} ms, ${count}`
}

function ms(value: number): string {
  return value === Infinity
    ? 'not in time'
    : value < 10_000
      ? `${value.toFixed(0)} ms`
      : `${(value / 1000).toFixed(1)} s`
}

function exact(value: number): string {
  return `${value.toFixed(1)} ms`
}

function mb(value: number): string {
  return `${value.toFixed(0)} MB`
}
