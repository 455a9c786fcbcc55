import type { Marker } from '#lib/api/markers.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { seqsOfKinds, type Columns } from '#lib/run/series-columns.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { offsetMs } from './run-clock.ts'
import { readRowsAt } from './read-rows-at.ts'
import { isSteps, timeAt, timesOf } from './scan-frames.ts'

/** What was asked and answered up to a frame, and of that what is still waited for. */
export type InputsUntil = { until: number; list: Marker[]; open: Marker[] }

export const noInputs = (): InputsUntil => ({ until: 0, list: [], open: [] })

/** A run with more frames about itself than this is not read for them. */
const maxFrames = 2000
const mostBytes = 65_536

/**
 * Where the run asked a person and was answered, added to what was found before. Only a frame about the run itself can
 * say so, and those are few.
 */
export async function readInputMarkers(
  found: InputsUntil,
  columns: Columns,
  run: FoundRun,
  db: Database,
): Promise<void> {
  const dialect = getDialect(run.dialect)
  if (found.until >= columns.length) return
  const candidates = dialect === null ? [] : seqsOfKinds(columns, ['lifecycle', 'notice'], 0)
  if (candidates.length > maxFrames) return
  const markers: Marker[] = []
  const asks: Marker[] = []
  const ends: number[] = []
  const unread = candidates.filter((seq) => seq > found.until)
  for await (const rows of readRowsAt(run.id, unread, { mostBytes, db })) {
    for (const row of rows) {
      const { data, event } = decodeBlock(row.raw, { first: false })
      if (dialect === null || data === null) continue
      const id = row.upstreamId?.toString('utf8') ?? null
      const { events } = dialect.interpret(dialect.initial, { id, event, data })
      if (events.some(goesOn)) ends.push(row.seq)
      for (const said of events) {
        if (said.type !== 'input.requested' && said.type !== 'input.provided') continue
        const name = said.type === 'input.requested' ? `asked: ${said.message}` : `answered: ${said.content}`
        const marker: Marker = {
          type: 'input',
          seq: row.seq,
          offsetMs: isSteps(run) ? null : offsetMs(run, row),
          name: name.slice(0, 200),
        }
        markers.push(marker)
        if (said.type === 'input.requested') asks.push(marker)
      }
    }
  }
  const waits = [...found.open, ...asks]
  const ended = endsOf(waits, { ends, looked: found.until, columns, run })
  found.list = [...found.list, ...markers].map((marker) => ended.get(marker) ?? marker)
  found.open = waits.filter((wait) => !ended.has(wait))
  found.until = columns.length
}

function goesOn(event: RunEvent): boolean {
  return event.type === 'input.provided' || (event.type === 'status' && event.status !== 'waiting_for_input')
}

/** A wait ends with the answer, with word that the run goes on, or with anything that it does. */
function endsOf(
  waits: readonly Marker[],
  { ends, looked, columns, run }: { ends: readonly number[]; looked: number; columns: Columns; run: FoundRun },
): Map<Marker, Marker> {
  const times = timesOf(columns, run)
  const ended = new Map<Marker, Marker>()
  let end = Infinity
  let until = columns.length
  for (const wait of waits.toReversed()) {
    const after = Math.max(wait.seq, looked)
    const does = columns.kinds.subarray(after, until).findIndex((kind) => doing.has(kind))
    end = Math.min(end, does < 0 ? Infinity : after + does + 1, ends.find((seq) => seq > wait.seq) ?? Infinity)
    until = Math.min(until, after)
    if (end === Infinity) continue
    const us = timeAt(times, end)
    const endMs = us === null ? null : (us - Number(run.startedUs)) / 1000
    ended.set(wait, { ...wait, endSeq: end, ...(endMs !== null && { endMs }) })
  }
  return ended
}

const doing: ReadonlySet<number> = new Set(
  (['error', 'result', 'tool', 'output', 'reasoning'] as const).map((kind) => kindCode(kind)),
)
