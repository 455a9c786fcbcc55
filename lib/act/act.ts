import type { FoundRef } from '#lib/db/read-run-ref.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import type { Action, RunRef } from '#lib/dialects/dialect.ts'
import { reasonsAgainst } from '#lib/dialects/reasons-against.ts'
import { upstreamWords } from '#lib/http/upstream-words.ts'
import { exchange, type Exchanged, type ExchangeDeps } from './exchange.ts'
import { findId } from './find-id.ts'
import { judgeAction, type ActionRefusal } from './judge-action.ts'

/** Something to be done with a run itself, not with its recording. */
export type Deed = { name: 'cancel' } | { name: 'input'; content: string }

/**
 * Has the upstream do something with one of its runs; null if it took it. What comes of it appears in the run's stream.
 * Every request that this takes is in the run's connection log.
 */
export async function act(
  found: FoundRef,
  deed: Deed,
  upstream: OpenUpstream,
  deps: ExchangeDeps,
): Promise<ActionRefusal | null> {
  const { runId, dialect } = found
  const reason = reasonsAgainst(dialect, found)[deed.name]
  if (reason !== null) return { status: 409, detail: reason }
  const ref = found.ref.upstreamRunId === null ? await findId(found, upstream, deps) : found.ref
  if ('detail' in ref) return ref
  const action = requestsOf(dialect, ref, deed)
  if ('reason' in action) return { status: 409, detail: action.reason }
  const absent: Exchanged[] = []
  for (const spec of action) {
    const answer = await exchange({ runId, purpose: deed.name, upstream, spec }, deps)
    if (!isAbsent(answer)) return judgeAction(answer, upstream)
    absent.push(answer)
  }
  // Of several paths that are not there, the one whose absence was explained says the most.
  const answer = absent.find(hasWords) ?? absent[0]
  if (!answer) throw new Error(`${dialect.name} names no request to ${deed.name} a run`)
  return judgeAction(answer, upstream)
}

function requestsOf(dialect: FoundRef['dialect'], ref: RunRef, deed: Deed): Action {
  switch (deed.name) {
    case 'cancel':
      return dialect.cancel(ref)
    case 'input':
      return dialect.input(ref, deed.content)
    default:
      return deed satisfies never
  }
}

function isAbsent(answer: Exchanged): boolean {
  return 'status' in answer && (answer.status === 404 || answer.status === 405)
}

function hasWords(answer: Exchanged): boolean {
  return 'status' in answer && upstreamWords(answer.body, answer.headers) !== null
}
