import { isDeepStrictEqual } from 'node:util'
import type { Claim } from '#lib/db/claim-runs.ts'
import type { GapReason } from '#lib/api/frame.ts'
import { closeConnection } from '#lib/db/close-connection.ts'
import { parkRun } from '#lib/db/park-run.ts'
import { readUpstream, type OpenUpstream } from '#lib/db/read-upstream.ts'
import type { StreamRules } from '#lib/dialects/dialect.ts'
import { crashPoint } from '#lib/faults/crash-point.ts'
import { attempt, whereTailIs } from './attempt.ts'
import { anchoredClock } from './clock.ts'
import { whenBack } from './database-trouble.ts'
import { decide, type Next, type Outcome } from './decide.ts'
import type { RecordingDeps } from './deps.ts'
import { LeaseLost } from './lease-lost.ts'
import { inquire } from './inquire.ts'

import { learnDetails } from './learn-details.ts'
import { plan } from './plan.ts'
import { refOf } from './ref-of.ts'
import { openSession, type Session } from './session.ts'
import { situationOf } from './situation.ts'
import { readTail } from './tail.ts'

const MINUTE_US = 60_000_000

/** Why a recording is told to end: by a person, because this process ends, or because another recorder has the run. */
export type StopReason = 'stopped' | 'shutdown' | 'lost'

/** What tells a recording to end, and what it tells of itself. */
export type Watch = {
  signal: AbortSignal
  /** Whether nothing is lost by leaving now: a process that ends reads the others a little longer. */
  onLeavable(leavable: boolean): void
  /** The recording is being closed: it needs no lease for what is left to do. */
  onClosing(): void
}

/** Records one claimed run until it is closed, parked or given back. */
export async function record(claim: Claim, deps: RecordingDeps, watch: Watch): Promise<void> {
  const { signal } = watch
  let session: Session | null = null
  try {
    session = await openSession(claim, deps)
    if (!session) return
    await buryLastConnection(session, deps)
    for (;;) {
      const next = await step(session, deps, watch)
      if (next.name === 'close') watch.onClosing()
      if (await follow(next, session, { signal, deps })) return
    }
  } catch (error) {
    if (error instanceof LeaseLost || signal.reason === 'lost') {
      deps.log.info({ run: String(claim.runId) }, 'another recorder has this run, or it was erased')
      return
    }
    await leaveToPerson(error, { claim, session, deps })
  } finally {
    session?.close()
  }
}

/** Whatever went wrong must not be tried again at once by the next recorder: the run waits for a person. */
async function leaveToPerson(
  error: unknown,
  { claim, session, deps }: { claim: Claim; session: Session | null; deps: RecordingDeps },
): Promise<void> {
  const run = session?.stored.publicId ?? String(claim.runId)
  const message = `Recording failed: ${error instanceof Error ? error.message : String(error)}`
  const saving = session?.save({ recording: 'blocked', recordingError: message }, { state: 'parked' })
  const cause: unknown = await saving?.then(() => null).catch((thrown: unknown) => thrown)
  if (cause instanceof LeaseLost) return // such as a run that was erased on the way
  deps.log.error({ run, err: error }, 'a recording failed')
  if (cause) deps.log.error({ run, err: cause }, 'could not save how a failed recording stands')
  // Does nothing where that was saved.
  const park = () => parkRun({ ...claim, error: message }, deps.db)
  await whenBack(park, { sleep: deps.sleep, onTrouble: () => undefined })
}

/** A connection whose recorder died has no end in the log: it gets one. */
async function buryLastConnection({ stored, persist }: Session, deps: RecordingDeps) {
  const last = stored.lastConnection
  if (!last || last.closedUs !== null) return
  const closedUs = Math.max(last.openedUs, stored.lastReceivedUs)
  await persist(() => closeConnection(stored.runId, last.number, { closedUs, why: 'recorder_down' }, deps.db))
}

/** One request, if there is one to make, and what follows from it. */
async function step(session: Session, deps: RecordingDeps, { signal, onLeavable }: Watch): Promise<Next> {
  const { stored, dialect, now, fold } = session
  const upstream = await session.persist(() => readUpstream(stored.sourceId, deps.db))
  if (!upstream) throw new LeaseLost(`run ${stored.publicId} was erased with its source`)
  const rules = dialect.stream(stored.surface, upstream.settings)
  // A stream that is over is not lost by leaving, whatever its class.
  const resumes = now.todo === 'ask' || rules.class !== 'C'
  onLeavable(resumes)
  const nothing = { progressed: false, heard: 0 }
  if (stored.stopRequested) return decide({ name: 'stopped' }, situationOf(session, rules, null, nothing))
  if (signal.aborted) return decide(abortOutcome(signal), situationOf(session, rules, null, nothing))

  const tail = await session.persist(() => readTail({ ...whereTailIs(session), whole: false }, dialect, deps.db))
  if (now.todo === 'ask') return inquire(session, { upstream, rules, tail, signal }, deps)
  const request = plan({
    dialect,
    settings: upstream.settings,
    run: refOf(session, tail),
    operation: stored.operation,
    cursor: tail.cursor,
    identified: tail.blocks.some((block) => block.identity !== null),
    started: now.started,
    startAgain: now.startAgain,
    sweep: now.todo === 'sweep',
    // Taken over after the terminal frame, it is not known where that stands.
    sweepFrom: now.sweepFrom ?? (fold.summary.terminal ? tail.earlier : null),
  })
  if (request.name === 'impossible') return { name: 'park', recording: 'blocked', error: request.error, failed: true }
  if (request.name === 'nothing') return nothingToAsk(session, rules)
  if (now.startAgain) Object.assign(now, { startAgain: false, startedAgain: true })

  // Neither is a request left before its answer that may not be sent again.
  if (!situationOf(session, rules, request, nothing).repeatable) onLeavable(false)
  const onStream = () => onLeavable(resumes)
  const { outcome, ...brought } = await attempt(session, { upstream, request, tail, signal, onStream }, deps)
  onLeavable(resumes)
  count(session, outcome, brought.progressed)
  if (isUnauthorized(outcome) && (await credentialChanged(session, upstream, deps))) {
    return { name: 'retry', afterMs: 0, error: null, startAgain: false }
  }
  return decide(outcome, situationOf(session, rules, request, brought), deps.random)
}

/** There is no request that would give the stream (again). */
function nothingToAsk(session: Session, rules: StreamRules): Next {
  const { now } = session
  if (now.todo === 'sweep') return unwatchable(session)
  const canAsk = rules.endedEarly === 'ask' && !session.fold.summary.terminal && now.connection > 0
  if (canAsk) return { name: 'ask', gap: missingEnd(session, rules), error: null, afterMs: 0 }
  if (now.connection > 0) return unwatchable(session)
  const error = 'There is no request that streams this run: the source names no path to watch runs by.'
  return { name: 'park', recording: 'blocked', error, failed: false }
}

/**
 * What a stream that cannot be opened again lacks: its end, however its connection ended, unless a gap says so already.
 * Of one that can be, and whose run's id is only not known yet, nothing is missing.
 */
function missingEnd({ sink, now }: Session, { class: sourceClass }: StreamRules): GapReason | null {
  if (sourceClass !== 'C') return null
  return now.cut ?? (sink.position().gapCount === 0 ? 'upstream_lost' : null)
}

/** A new credential may have come in while a request with the old one was under way: then that answer says nothing. */
async function credentialChanged({ stored, persist }: Session, used: OpenUpstream, deps: RecordingDeps) {
  const current = await persist(() => readUpstream(stored.sourceId, deps.db))
  return current !== null && !isDeepStrictEqual(current, used)
}

function isUnauthorized(outcome: Outcome) {
  return outcome.name === 'answered' && outcome.answer.name === 'unauthorized'
}

/** Nobody may ask again for this stream: if it was cut, what came after is missing. */
function unwatchable({ dialect, fold, now }: Session): Next {
  const { terminal } = fold.summary
  const { cut } = now
  const who = cut === 'recorder_down' ? 'The recorder stopped while the stream was open' : 'The stream broke off'
  return {
    name: 'close',
    status: terminal ? null : (now.settled?.status ?? dialect.atEnd(fold.checkpoint().dialectState) ?? 'lost'),
    gap: terminal ? null : cut,
    error: cut && !terminal ? `${who}, and it cannot be resumed.` : null,
  }
}

/** Keeps what the exchange leaves for the next one to know. */
function count({ now }: Session, outcome: Outcome, progressed: boolean) {
  if (outcome.name === 'broken') now.cut = 'upstream_lost'
  else if (outcome.name === 'ended') now.cut = null
  if (outcome.name === 'hole') now.askedAfter = outcome.after
  now.wasQuiet = outcome.name === 'quiet'
  if (progressed) Object.assign(now, { asked: 0, said: null })
  const atUs = Date.now() * 1000
  now.attempt = progressed ? 0 : now.attempt + 1
  now.emptyEndsUs = progressed ? [] : now.emptyEndsUs.filter((us) => us > atUs - MINUTE_US)
  if (outcome.name === 'ended' && !outcome.midFrame && !progressed) now.emptyEndsUs.push(atUs)
}

function abortOutcome(signal: AbortSignal): Outcome {
  return { name: signal.reason === 'stopped' ? 'stopped' : 'shutdown' }
}

/** Does what was decided; true when the recording is over for this process. */
async function follow(
  next: Next,
  session: Session,
  { signal, deps }: { signal: AbortSignal; deps: RecordingDeps },
): Promise<boolean> {
  if (signal.reason === 'lost') throw new LeaseLost('the lease was lost')
  switch (next.name) {
    case 'retry':
    case 'sweep':
      session.now.startAgain = next.name === 'retry' && next.startAgain
      session.now.todo = next.name === 'sweep' ? 'sweep' : 'stream'
      if (next.name === 'sweep' && session.fold.summary.terminal) session.now.waited = true
      // Its own few tries.
      if (next.name === 'sweep' && next.afterMs === 0) session.now.attempt = 0
      if (next.afterMs > 0)
        await wait(next.afterMs, next.name === 'retry' ? next.error : null, session, { signal, deps })
      return false
    case 'ask': {
      const { now } = session
      now.todo = 'ask'
      if (next.gap) storeGap(session, next.gap)
      now.cut = null
      await wait(next.afterMs, next.error ?? asking, session, { signal, deps })
      return false
    }
    case 'close': {
      if (next.gap) storeGap(session, next.gap)
      session.fold.close()
      crashPoint('recording_closing')
      const { settled } = session.now
      const error = settled?.error ?? (next.status === 'lost' ? next.error : null)
      await session.save(
        { recording: 'closed', recordingError: next.error, status: next.status, error },
        { state: 'closed' },
      )
      crashPoint('recording_closed')
      await learnDetails(session, { signal, deps })
      return true
    }
    case 'park':
      await session.save(
        {
          recording: next.recording,
          recordingError: next.error,
          ...(next.failed && { status: 'failed' as const, error: next.error }),
        },
        { state: 'parked' },
      )
      return true
    case 'release':
      await session.save({ recording: 'pending' }, { state: 'free' })
      return true
    default:
      return next satisfies never
  }
}

const asking = 'The stream ended without saying how the run did; the upstream is asked what became of it.'

/** Shows why nothing happens now, and waits. */
async function wait(
  ms: number,
  error: string | null,
  session: Session,
  { signal, deps }: { signal: AbortSignal; deps: RecordingDeps },
) {
  const at = new Date(Date.now() + ms)
  await session.save({ recording: 'waiting', recordingError: error }, { state: 'waiting', at })
  if (ms > 0) await deps.sleep(ms, signal)
}

function storeGap({ sink, now }: Session, reason: GapReason) {
  const clock = anchoredClock(sink.position().lastReceivedUs)
  sink.gap({ reason }, { receivedUs: clock(), connection: now.connection })
}
