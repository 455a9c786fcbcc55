import type { Timeline } from '#lib/api/timeline.ts'
import { isoOrNull } from '#lib/api/instant.ts'
import { Latency } from '#lib/api/latency.ts'
import { Clock } from '#lib/api/run.ts'
import type { Tool } from '#lib/api/tool.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { partsOf, thinned, totalsOf, type Open } from '#lib/run/intervals.ts'
import { foldIslands, type Island } from '#lib/run/islands.ts'
import { clockTimes, type Columns } from '#lib/run/series-columns.ts'
import { database, type Database } from './client.ts'
import { findRun, type FoundRun } from './find-run.ts'
import { listTools } from './list-tools.ts'
import { readInputWaits, type InputWaitsUntil } from './read-input-waits.ts'
import { readColumns } from './read-columns.ts'
import { durationMs as recordedMs } from './run-clock.ts'
import { unlessGone } from './unless-gone.ts'

const maxParts = 4000
const maxRuns = 16

/** What was read of the runs that were asked for last; a run that grew is read on. */
type Known = {
  reading: Promise<unknown>
  seq: number
  islands: Island[]
  inputs: InputWaitsUntil
  answer: { of: string; timeline: Timeline } | null
}
const knownRuns = new Map<string, Known>()

/** What a run did when, and its tool calls, or null if there is no such run. `nowMs` is now, for a run that goes on. */
export async function readTimeline(publicId: string, nowMs = Date.now(), db = database()): Promise<Timeline | null> {
  const run = await findRun(publicId, db)
  if (run === null) return null
  const known = knownOf(publicId, run)
  // One after the other: who comes while it is read finds it read.
  const reading = known.reading.then(() => read(publicId, run, known, nowMs, db))
  known.reading = reading.catch(() => undefined)
  return unlessGone(publicId, reading, db)
}

async function read(publicId: string, run: FoundRun, known: Known, nowMs: number, db: Database): Promise<Timeline> {
  const about = await db.prisma.run.findUniqueOrThrow({
    where: { publicId },
    select: { recording: true, latency: true, endedUs: true, lastFrameUs: true, updatedAt: true },
  })
  const live = about.recording !== 'closed'
  const of = [run.lastSeq, about.endedUs, about.lastFrameUs, about.updatedAt.getTime()].join(' ')
  if (!live && known.answer?.of === of) return known.answer.timeline
  const spans = (await listTools(publicId, db)) ?? []
  const durationMs = lengthOf(run, about, nowMs)
  const timeline: Timeline = {
    clock: Clock.nullable().parse(run.clock),
    live,
    startedAt: isoOrNull(run.startedUs),
    durationMs,
    lastSeq: run.lastSeq,
    spans,
    lanes: { parts: [], totals: [] },
  }
  if (durationMs !== null && run.startedUs !== null) {
    const columns = await readColumns(run, db)
    await readInputWaits(known.inputs, columns, run, getDialect(run.dialect), db)
    foldFrames(known, columns, run)
    const parts = partsOf({
      islands: known.islands,
      startedUs: Number(run.startedUs),
      durationMs,
      live,
      calls: spans.flatMap(openOf),
      inputs: known.inputs.waits,
      stallMs: stallMs(about.latency),
    })
    timeline.lanes = { parts: [...thinned(parts, maxParts)], totals: totalsOf(parts) }
  }
  if (!live) known.answer = { of, timeline }
  return timeline
}

/** What came since, folded in place. */
function foldFrames(known: Known, columns: Columns, run: FoundRun): void {
  const times = clockTimes(columns, Clock.nullable().parse(run.clock))
  if (times === null || columns.length <= known.seq) return
  foldIslands(known.islands, { kinds: columns.kinds, times }, known.seq)
  known.seq = columns.length
}

function knownOf(publicId: string, run: FoundRun): Known {
  const key = `${publicId} ${run.clock ?? ''} ${run.startedUs ?? ''}`
  const known = knownRuns.get(key) ?? {
    reading: Promise.resolve(),
    seq: 0,
    islands: [],
    inputs: { seq: 0, dialectState: getDialect(run.dialect)?.initial ?? null, waits: [] },
    answer: null,
  }
  knownRuns.delete(key)
  knownRuns.set(key, known)
  for (const oldest of knownRuns.keys()) {
    if (knownRuns.size <= maxRuns) break
    knownRuns.delete(oldest)
  }
  return known
}

/** How long the run took; one that goes on and is read by our clock takes until now. */
function lengthOf(
  run: FoundRun,
  about: { recording: string; endedUs: bigint | null; lastFrameUs: bigint | null },
  nowMs: number,
): number | null {
  const recorded = recordedMs({ ...run, ...about })
  const goesOn = about.recording !== 'closed' && about.endedUs === null
  // Before the first frame, and at first, no clock is settled: ours holds.
  if (!goesOn || run.startedUs === null || run.clock === 'none' || run.clock === 'emitted') return recorded
  return Math.max(recorded ?? 0, nowMs - Number(run.startedUs) / 1000)
}

function openOf({ name, status, offsetMs, endOffsetMs }: Tool): Open[] {
  return offsetMs === null || status === 'orphan_end' ? [] : [{ name, fromMs: offsetMs, toMs: endOffsetMs }]
}

function stallMs(latency: unknown): number {
  const read = Latency.safeParse(latency)
  return (read.success && read.data.stalls.thresholdMs) || 2000
}
