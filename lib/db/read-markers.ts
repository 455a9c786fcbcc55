import type { Latency } from '#lib/api/latency.ts'
import type { Marker, Markers } from '#lib/api/markers.ts'
import { kindCode, kindOf } from '#lib/dialects/kind.ts'
import { flatten } from '#lib/run/density.ts'
import { markerList } from '#lib/run/marker-list.ts'
import type { Columns } from '#lib/run/series-columns.ts'
import { stretchesOf } from '#lib/run/token-stretches.ts'
import { database, type Database } from './client.ts'
import { findRun, type FoundRun } from './find-run.ts'
import { readColumns } from './read-columns.ts'
import { readGapMarkers } from './read-gap-markers.ts'
import { noInputs, readInputMarkers, type InputsUntil } from './read-input-markers.ts'
import { readLatency } from './read-latency.ts'
import { isSteps, noFrames, scanFrames, timeAt, timesOf, type FrameScan } from './scan-frames.ts'
import { unlessGone } from './unless-gone.ts'

/** Where in a run what happened, or null if there is no such run. A run that is recorded is read at most every 2 s. */
export async function readMarkers(publicId: string, db = database()): Promise<Markers | null> {
  const run = await findRun(publicId, db)
  if (run === null) return null
  const entry = entryOf(`${publicId} ${run.clock ?? ''} ${run.startedUs ?? ''}`)
  // One after the other: who comes while it is read finds it read, and is told of what came since.
  const reading = entry.reading.then(() => read(publicId, run, entry, db))
  entry.reading = reading.catch(() => undefined)
  return unlessGone(publicId, reading, db)
}

type Entry = {
  scan: FrameScan
  inputs: InputsUntil
  last: { markers: Markers; version: string; at: number } | null
  reading: Promise<unknown>
}

const maxRuns = 16
const refreshMs = 2000

/** What was read of the runs asked for last, oldest first. The keys hold a run's clock: offsets are in what was read. */
const entries = new Map<string, Entry>()

function entryOf(key: string): Entry {
  const entry = entries.get(key) ?? {
    scan: noFrames(),
    inputs: noInputs(),
    last: null,
    reading: Promise.resolve(),
  }
  entries.delete(key)
  entries.set(key, entry)
  for (const oldest of entries.keys()) {
    if (entries.size <= maxRuns) break
    entries.delete(oldest)
  }
  return entry
}

async function read(publicId: string, run: FoundRun, entry: Entry, db: Database): Promise<Markers> {
  const row = await db.prisma.run.findUniqueOrThrow({
    where: { id: run.id },
    select: { recording: true, updatedAt: true, errorSeq: true, errorMessage: true },
  })
  const version = `${run.lastSeq} ${row.recording} ${row.updatedAt.getTime()}`
  const { last } = entry
  if (last !== null && (last.version === version || isFresh(last, row.recording))) return last.markers
  const columns = await readColumns(run, db)
  await scanFrames(entry.scan, columns, run)
  const [latency, tools, gaps] = await Promise.all([
    readLatency(publicId, db),
    readToolMarkers(run, db),
    readGapMarkers(entry.scan, columns, run, db),
    readInputMarkers(entry.inputs, columns, run, db),
  ])
  const errors = errorMarkers(entry.scan, run, tools, row)
  const { list, more, leftOut } = markerList([
    ...firstToken(entry.scan, latency),
    ...errors,
    ...gaps,
    ...stalls(latency),
    ...entry.inputs.list,
    ...tools,
  ])
  const markers = {
    ...seenFromAfar(run, entry.scan, latency),
    list,
    more,
    toldUntil: {
      calls: Math.min(entry.scan.lastSeq, leftOut('tool_start') - 1),
      inputs: Math.min(entry.inputs.until, leftOut('input') - 1),
    },
    stretches: stretches(entry.scan, columns, run),
  }
  entry.last = { markers, version, at: performance.now() }
  return markers
}

function isFresh({ at }: { at: number }, recording: string): boolean {
  return recording !== 'closed' && performance.now() - at < refreshMs
}

function seenFromAfar(
  run: FoundRun,
  scan: FrameScan,
  latency: Latency | null,
): Pick<Markers, 'lastSeq' | 'durationMs' | 'clock' | 'index' | 'density'> {
  const { counts, dominant } = flatten(scan.density)
  let reached = 0
  return {
    lastSeq: scan.lastSeq,
    durationMs: latency?.durationMs ?? null,
    clock: isSteps(run) ? 'none' : run.clock === 'emitted' ? 'emitted' : 'received',
    index: scan.samples.map(({ seq, us }) => {
      if (isSteps(run)) return [seq, null]
      reached = Math.max(reached, offsetOf(us, run) ?? 0)
      return [seq, reached]
    }),
    density: { stepMs: scan.density.step, counts, kinds: dominant.map(kindOf) },
  }
}

function stretches(scan: FrameScan, columns: Columns, run: FoundRun): Markers['stretches'] {
  const times = timesOf(columns, run)
  const offset = (seq: number) => offsetOf(timeAt(times, seq), run)
  const { list, more } = stretchesOf(scan.stretches)
  return { list: list.map(({ from, to, kind }) => [from, to, kind, offset(from), offset(to)]), more }
}

function offsetOf(us: number | null, run: FoundRun): number | null {
  return us === null || isSteps(run) ? null : (us - Number(run.startedUs)) / 1000
}

/** Without a clock there is no time to the first token, but there is a first one. */
function firstToken({ firstOutput }: FrameScan, latency: Latency | null): Marker[] {
  const figure = latency?.timeToFirstToken
  if (figure) return [{ type: 'first_token', seq: figure.seq, offsetMs: figure.ms }]
  return latency?.clock === 'none' && firstOutput !== null
    ? [{ type: 'first_token', seq: firstOutput, offsetMs: null }]
    : []
}

/** A stall has the number of the frame that ended it, and the offset at which it began. */
function stalls(latency: Latency | null): Marker[] {
  return (latency?.stalls.list ?? []).map(({ seq, offsetMs, ms }) => ({
    type: 'stall',
    seq,
    offsetMs,
    endSeq: seq,
    endMs: offsetMs + ms,
  }))
}

/** Frames that say an error, and ends of calls that failed: one marker a frame. */
function errorMarkers(
  scan: FrameScan,
  run: FoundRun,
  tools: readonly Marker[],
  { errorSeq, errorMessage }: { errorSeq: number | null; errorMessage: string | null },
): Marker[] {
  const bySeq = new Map<number, Marker>()
  for (const { seq, us } of scan.points.filter(({ kind }) => kind === kindCode('error'))) {
    bySeq.set(seq, { type: 'error', seq, offsetMs: offsetOf(us, run) })
  }
  for (const { type, seq, offsetMs, name, failed } of tools) {
    if (type !== 'tool_end' || !failed) continue
    bySeq.set(seq, { type: 'error', seq, offsetMs, name: `${name ?? 'tool'} failed` })
  }
  const first = errorSeq === null ? undefined : bySeq.get(errorSeq)
  if (first && errorMessage !== null) first.name ??= errorMessage.slice(0, 200)
  return [...bySeq.values()]
}

type ToolRow = {
  name: string
  failed: boolean
  startSeq: number | null
  endSeq: number | null
  startedUs: string | null
  endedUs: string | null
}

async function readToolMarkers(run: FoundRun, db: Database): Promise<Marker[]> {
  const { rows } = await db.pool.query<ToolRow>({
    name: 'read-tool-markers',
    text: `
      SELECT name, status = 'error' OR error IS NOT NULL AS failed, start_seq AS "startSeq", end_seq AS "endSeq",
        started_us AS "startedUs", ended_us AS "endedUs"
      FROM tool_span WHERE run_id = $1 ORDER BY ordinal`,
    values: [run.id],
  })
  const offset = (us: string | null) => offsetOf(us === null ? null : Number(us), run)
  return rows.flatMap(({ name, startSeq, endSeq, startedUs, endedUs, ...row }): Marker[] => {
    const failed = row.failed ? { failed: true } : {}
    const [startMs, endMs] = [offset(startedUs), offset(endedUs)]
    const until = { ...(endSeq !== null && { endSeq }), ...(endMs !== null && { endMs }) }
    return [
      ...(startSeq === null
        ? []
        : [{ type: 'tool_start' as const, seq: startSeq, offsetMs: startMs, name, ...until, ...failed }]),
      ...(endSeq === null ? [] : [{ type: 'tool_end' as const, seq: endSeq, offsetMs: endMs, name, ...failed }]),
    ]
  })
}
