import { act, type Deed } from '#lib/act/act.ts'
import { database } from '#lib/db/client.ts'
import { getRun } from '#lib/db/get-run.ts'
import { readRunRef } from '#lib/db/read-run-ref.ts'
import { readUpstream } from '#lib/db/read-upstream.ts'
import { wakeRun } from '#lib/db/wake-run.ts'
import { send } from '#lib/http/send.ts'
import { found } from './found.ts'
import { json } from './json.ts'
import { ProblemError } from './problem.ts'

/** Has something done with a run upstream: 202 with the run once the upstream took it, else a problem that says why not. */
export async function actOnRun(publicId: string, deed: Deed): Promise<Response> {
  const run = found(await readRunRef(publicId), 'run')
  const upstream = found(await readUpstream(run.sourceId), 'source')
  // Who asked may leave; what is asked of the upstream is not broken off for that.
  const { signal } = new AbortController()
  const refusal = await act(run, deed, upstream, { db: database(), send, signal })
  if (refusal) {
    const { status, detail, retryAfter } = refusal
    throw new ProblemError(status, detail, retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } })
  }
  await wakeRun(run.runId)
  return json(found(await getRun(publicId), 'run'), { status: 202 })
}
