import { z } from 'zod'
import { exportNdjson } from '#lib/db/export-ndjson.ts'
import { exportSse } from '#lib/db/export-sse.ts'
import { findRun } from '#lib/db/find-run.ts'
import { found } from '#lib/route/found.ts'
import { route } from '#lib/route/route.ts'
import { streamBytes } from '#lib/route/stream-bytes.ts'
import { readQuery } from '#lib/route/validate.ts'

const ExportQuery = z.object({ format: z.enum(['sse', 'ndjson']).default('sse') })

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const { format } = readQuery(request, ExportQuery)
  const run = found(await findRun(params.id), 'run')
  const name = `${params.id}.${format}`
  // As plain text: no browser is to read the stream as anything else.
  if (format === 'sse') return streamBytes(exportSse(run), { type: 'text/plain; charset=utf-8', name })
  return streamBytes(exportNdjson(run), { type: 'application/x-ndjson', name })
})
