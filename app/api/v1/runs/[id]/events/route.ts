import { findRun } from '#lib/db/find-run.ts'
import { encodeOne } from '#lib/live/encode-tail.ts'
import { streamRuns } from '#lib/live/stream-runs.ts'
import { found } from '#lib/route/found.ts'
import { readAfter } from '#lib/route/read-after.ts'
import { route } from '#lib/route/route.ts'

export const GET = route<{ id: string }>(async ({ request, params }) => {
  const after = readAfter(request)
  const run = found(await findRun(params.id), 'run')
  return streamRuns(request, [{ id: params.id, runId: run.id, after }], encodeOne)
})
