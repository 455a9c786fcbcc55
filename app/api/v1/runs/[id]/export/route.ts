import { z } from 'zod'
import { FrameNumber } from '#lib/api/frame.ts'
import { exportNdjson } from '#lib/db/export-ndjson.ts'
import { exportSse } from '#lib/db/export-sse.ts'
import { readChain } from '#lib/db/read-chain.ts'
import { findRun } from '#lib/db/find-run.ts'
import { reportRun } from '#lib/db/report-run.ts'
import { found } from '#lib/route/found.ts'
import { originOf } from '#lib/route/origin-of.ts'
import { route } from '#lib/route/route.ts'
import { streamBytes } from '#lib/route/stream-bytes.ts'
import { readQuery } from '#lib/route/validate.ts'

const ExportQuery = z.object({
  format: z.enum(['sse', 'ndjson', 'md']).default('sse'),
  /** The frame that a report (`md`) is about. */
  at: FrameNumber.optional(),
})

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const { format, at } = readQuery(request, ExportQuery)
  const name = `${params.id}.${format}`
  if (format === 'md') {
    const report = found(await reportRun(params.id, { at: at ?? null, origin: originOf(request) }), 'run')
    return streamBytes(oneOf(Buffer.from(report, 'utf8')), { type: 'text/markdown; charset=utf-8', name })
  }
  const run = found(await findRun(params.id), 'run')
  // Read together, so that the chain is that of the last frame that is sent, though more come meanwhile.
  const end = found(await readChain(params.id), 'run')
  const headers = { 'runtape-chain': end.chain, 'runtape-last-seq': String(end.lastSeq) }
  // As plain text: no browser is to read the stream as anything else.
  if (format === 'sse') {
    const bytes = exportSse({ ...run, lastSeq: end.lastSeq })
    return streamBytes(bytes, { type: 'text/plain; charset=utf-8', name, headers })
  }
  return streamBytes(exportNdjson(run, end), { type: 'application/x-ndjson', name, headers })
})

async function* oneOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes
}
