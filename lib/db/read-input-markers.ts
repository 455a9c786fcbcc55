import type { Marker } from '#lib/api/markers.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { seqsOfKinds, type Columns } from '#lib/run/series-columns.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { offsetMs } from './run-clock.ts'
import { readRowsAt } from './read-rows-at.ts'
import { isSteps } from './scan-frames.ts'

/** A run with more frames about itself than this is not read for them. */
const maxFrames = 2000
const mostBytes = 65_536

/**
 * Where the run asked a person and was answered, added to what was found before. Only a frame about the run itself can
 * say so, and those are few.
 */
export async function readInputMarkers(
  found: { until: number; list: Marker[] },
  columns: Columns,
  run: FoundRun,
  db: Database,
): Promise<void> {
  const dialect = getDialect(run.dialect)
  if (dialect === null || found.until >= columns.length) return
  const candidates = seqsOfKinds(columns, ['lifecycle', 'notice'], 0)
  if (candidates.length > maxFrames) return
  const markers: Marker[] = []
  const unread = candidates.filter((seq) => seq > found.until)
  for await (const rows of readRowsAt(run.id, unread, { mostBytes, db })) {
    for (const row of rows) {
      const { data, event } = decodeBlock(row.raw, { first: false })
      if (data === null) continue
      const id = row.upstreamId?.toString('utf8') ?? null
      for (const said of dialect.interpret(dialect.initial, { id, event, data }).events) {
        if (said.type !== 'input.requested' && said.type !== 'input.provided') continue
        const name = said.type === 'input.requested' ? `asked: ${said.message}` : `answered: ${said.content}`
        markers.push({
          type: 'input',
          seq: row.seq,
          offsetMs: isSteps(run) ? null : offsetMs(run, row),
          name: name.slice(0, 200),
        })
      }
    }
  }
  found.list.push(...markers)
  found.until = columns.length
}
