import { adoptRunId } from '#lib/db/adopt-run-id.ts'
import type { FoundRef } from '#lib/db/read-run-ref.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import { chooseRun } from '#lib/dialects/choose-run.ts'
import type { RunRef } from '#lib/dialects/dialect.ts'
import { exchange, type ExchangeDeps } from './exchange.ts'
import { judgeAction, type ActionRefusal } from './judge-action.ts'

/** How far the upstream's clock may be behind ours. */
const SKEW_MS = 2000

/** The run with its upstream id, found in a list of the upstream's, or why it cannot be told which one it is. */
export async function findId(
  { runId, dialect, ref }: FoundRef,
  upstream: OpenUpstream,
  deps: ExchangeDeps,
): Promise<RunRef | ActionRefusal> {
  const spec = dialect.rest?.find(ref)
  if (!dialect.rest || !spec)
    return refuse('The upstream has not told the id of this run: which one to act on is not known.')
  if (ref.startedMs === null) return refuse('Its request was not sent yet.')
  const answer = await exchange({ runId, purpose: 'find', upstream, spec }, deps)
  const refusal = judgeAction(answer, upstream)
  if (refusal) return refusal
  if ('unanswered' in answer) throw new Error('an exchange without an answer was judged as one that was taken')
  const listed = dialect.rest.read(answer.body.toString('utf8'))
  const chosen = chooseRun(listed, { startedMs: ref.startedMs, skewMs: SKEW_MS })
  switch (chosen) {
    case 'none':
      return refuse('The upstream has not told the id of this run, and lists none that began since it was started.')
    case 'several':
      return refuse('The upstream has not told the id of this run, and lists several that began since it was started.')
    default:
      // Another recording may have that run already; what is done is done to the run, whoever records it.
      await adoptRunId(runId, chosen.upstreamRunId, deps.db)
      return { ...ref, upstreamRunId: chosen.upstreamRunId }
  }
}

function refuse(detail: string): ActionRefusal {
  return { status: 409, detail }
}
