import type { FramesPage, FramesQuery } from '#lib/api/frame.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { database } from './client.ts'
import { findRun } from './find-run.ts'
import { toFrames } from './frame-row.ts'
import { readFrameRows } from './read-frame-rows.ts'

/** A page looks at no more than so many frames when it filters, so that a rare kind in a long run cannot hold a connection. */
const scanLimit = 50_000

/** A page of a run's frames after a seq, or null if there is no such run. */
export async function readFrames(publicId: string, query: FramesQuery, db = database()): Promise<FramesPage | null> {
  const run = await findRun(publicId, db)
  if (!run) return null
  const scanTo = query.kind ? Math.min(run.lastSeq, query.after + scanLimit) : run.lastSeq
  const kinds = query.kind?.map(kindCode) ?? null
  const { rows, more } = await readFrameRows(
    { runId: run.id, after: query.after, to: scanTo, limit: query.limit, kinds },
    db,
  )
  const scanned = more ? (rows.at(-1)?.seq ?? query.after) : scanTo
  return {
    frames: toFrames(rows, run, { raw: query.raw === 'base64' }),
    nextAfter: scanned < run.lastSeq ? scanned : null,
  }
}
