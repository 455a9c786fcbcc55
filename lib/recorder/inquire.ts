import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import type { StreamRules } from '#lib/dialects/dialect.ts'
import type { Secrets } from '#lib/http/hide-secrets.ts'
import { isTerminal } from '#lib/run/summary.ts'
import type { Next } from './decide.ts'
import { decideInquiry, decideSearch } from './decide-inquiry.ts'
import type { RecordingDeps } from './deps.ts'
import { findRunId } from './find-run-id.ts'
import { noteExchange } from './note-exchange.ts'
import { refOf } from './ref-of.ts'
import type { Session } from './session.ts'
import type { StatusAnswer } from './status-calls.ts'
import { takeRunId } from './take-run-id.ts'
import type { Tail } from './tail.ts'

/**
 * Asks the upstream what became of a run whose stream does not say; of one whose id is not known, first which one it is.
 */
export async function inquire(
  session: Session,
  { upstream, rules, tail, signal }: { upstream: OpenUpstream; rules: StreamRules; tail: Tail; signal: AbortSignal },
  deps: RecordingDeps,
): Promise<Next> {
  const { dialect, now, fold } = session
  const atEnd = dialect.atEnd(fold.checkpoint().dialectState)
  now.asked++
  if (now.upstreamRunId === null) {
    const found = await findRunId(session, { upstream, ref: refOf(session, tail), signal }, deps)
    // An answer that a stop cut short decides nothing.
    if (found.name !== 'found' && !signal.aborted) return decideSearch(found, { atEnd, asked: now.asked }, deps.random)
    if (found.name !== 'found') return { name: 'ask', gap: null, error: null, afterMs: 0 }
    const taken = await takeRunId(found.upstreamRunId, session, deps)
    now.asked = 1
    if (rules.class !== 'C') {
      if (taken)
        return { name: 'close', status: null, gap: null, error: `This run is recorded already, as ${taken.of}.` }
      return { name: 'retry', afterMs: 0, error: null, startAgain: false }
    }
  }
  const answer = await deps.status.ask(upstream, dialect, refOf(session, tail), signal)
  await take(answer, upstream, session, deps)
  return decideInquiry(
    answer,
    { class: rules.class, atEnd, wasQuiet: now.wasQuiet, asked: now.asked, emptyEnds: now.emptyEndsUs.length },
    deps.random,
  )
}

/** Keeps what the answer says; an answer that says the same as the one before is not written down again. */
async function take(answer: StatusAnswer, secrets: Secrets, session: Session, deps: RecordingDeps) {
  const { now } = session
  if (answer.name !== 'known' && answer.name !== 'absent') return
  const said = answer.name === 'known' ? answer.run.status : 'absent'
  if (said !== now.said) await noteExchange('status', { ...answer.exchange, secrets }, session, deps)
  now.said = said
  if (answer.name !== 'known' || answer.run.status === null) return
  now.status = answer.run.status
  if (!isTerminal(answer.run.status)) return
  now.settled = { status: answer.run.status, error: answer.run.error ?? null }
  // What is stored is read to its end from here on, whatever came of the stream before.
  now.emptyEndsUs = []
}
