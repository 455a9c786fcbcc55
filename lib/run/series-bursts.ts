import type { Series } from '#lib/api/series.ts'
import type { Columns } from './series-columns.ts'

type Bursts = Series['bursts']
type Burst = Bursts['list'][number]

const leastFrames = 5
const togetherUs = 2000
const apartUs = 200_000
const mostListed = 50

/**
 * Frames that arrived together although they were emitted apart: something between the agent and us held them back and
 * let them go at once. At least five, each within 2 ms of the one before, over at least 200 ms of the upstream's clock
 * and ten times as long there as here. What the upstream kept while we were not connected comes at once by itself, so
 * the first frames of a later connection are none.
 */
export function findBursts(columns: Columns): Bursts {
  const list: Burst[] = []
  let first = -1
  let last = -1
  let count = 0
  const close = () => {
    const resumed = first > 0 && columns.connections[first] !== columns.connections[first - 1]
    const burst = count < leastFrames || resumed ? null : burstOf(columns, first, last)
    if (burst) list.push(burst)
  }
  for (let at = 0; at < columns.length; at++) {
    const emitted = columns.emittedUs[at] ?? Number.NaN
    if (columns.backlog[at] === 1 || Number.isNaN(emitted)) continue
    const together = last >= 0 && (columns.receivedUs[at] ?? 0) - (columns.receivedUs[last] ?? 0) <= togetherUs
    if (!together) {
      close()
      first = at
      count = 0
    }
    last = at
    count++
  }
  close()
  const longest = list.toSorted((a, b) => b.emittedMs - a.emittedMs).slice(0, mostListed)
  return {
    count: list.length,
    frames: list.reduce((sum, { fromSeq, toSeq }) => sum + toSeq - fromSeq + 1, 0),
    list: longest,
  }
}

function burstOf({ emittedUs, receivedUs }: Columns, first: number, last: number): Burst | null {
  const emitted = (emittedUs[last] ?? 0) - (emittedUs[first] ?? 0)
  const received = (receivedUs[last] ?? 0) - (receivedUs[first] ?? 0)
  if (emitted < apartUs || emitted < 10 * received) return null
  return { fromSeq: first + 1, toSeq: last + 1, emittedMs: emitted / 1000, receivedMs: received / 1000 }
}
