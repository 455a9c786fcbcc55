import type { Marker } from '#lib/api/markers.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { frameColumns, readFrameRow, toFrame, type RawFrameRow } from './frame-row.ts'
import { isSteps, type FrameScan } from './scan-frames.ts'

/** A run with more frames about itself than this is not read for them. */
const maxFrames = 2000

/**
 * Where the run asked a person and was answered, added to what was found before. Only a frame about the run itself can
 * say so, and those are few.
 */
export async function readInputMarkers(
  found: { until: number; list: Marker[] },
  scan: FrameScan,
  run: FoundRun,
  db: Database,
): Promise<void> {
  const dialect = getDialect(run.dialect)
  const kinds = [kindCode('lifecycle'), kindCode('notice')]
  const candidates = kinds.reduce((sum, kind) => sum + (scan.counts.get(kind) ?? 0), 0)
  if (dialect === null || candidates === 0 || candidates > maxFrames || found.until >= scan.lastSeq) return
  const { rows } = await db.pool.query<RawFrameRow>(
    `SELECT ${frameColumns} FROM frame
     WHERE run_id = $1 AND seq > $2 AND seq <= $3 AND kind = ANY ($4) AND octet_length(raw) <= 65536 ORDER BY seq`,
    [run.id, found.until, scan.lastSeq, kinds],
  )
  for (const row of rows) {
    const frame = toFrame(readFrameRow(row), run, { opens: false, raw: false })
    const { data } = decodeBlock(row.raw, { first: false })
    if (data === null) continue
    const { events } = dialect.interpret(dialect.initial, { id: frame.upstreamId, event: frame.event, data })
    for (const event of events) {
      if (event.type !== 'input.requested' && event.type !== 'input.provided') continue
      const name = event.type === 'input.requested' ? `asked: ${event.message}` : `answered: ${event.content}`
      found.list.push({
        type: 'input',
        seq: row.seq,
        offsetMs: isSteps(run) ? null : frame.offsetMs,
        name: name.slice(0, 200),
      })
    }
  }
  found.until = scan.lastSeq
}
