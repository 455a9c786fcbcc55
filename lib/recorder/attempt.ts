import { closeConnection } from '#lib/db/close-connection.ts'
import { openConnection } from '#lib/db/open-connection.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import { isRunId } from '#lib/dialects/run-id.ts'
import { crashPoint } from '#lib/faults/crash-point.ts'
import { createBacklog } from './backlog.ts'
import { createCatchUp } from './catch-up.ts'
import { anchoredClock } from './clock.ts'
import type { Outcome } from './decide.ts'
import type { RecordingDeps } from './deps.ts'
import { exchange } from './exchange.ts'
import { followReading } from './follow-reading.ts'
import { knownRequestHeaders } from './headers.ts'
import { operationOf, type Plan } from './plan.ts'
import { quietMs } from './quiet-ms.ts'
import { createStreamReader } from './read-stream.ts'
import type { Session } from './session.ts'
import { takeRunId } from './take-run-id.ts'
import { readTail, type Tail } from './tail.ts'

const MAX_BODY = 1024 * 1024
const DEFAULT_IDLE_MS = 300_000

export type Request = Extract<Plan, { name: 'start' | 'watch' | 'sweep' }>

/** Makes one request of a run and records its answer to the end, the connection log included. */
export async function attempt(
  session: Session,
  {
    upstream,
    request,
    tail,
    signal,
    onStream,
  }: { upstream: OpenUpstream; request: Request; tail: Tail; signal: AbortSignal; onStream(): void },
  deps: RecordingDeps,
): Promise<{ outcome: Outcome; progressed: boolean; heard: number }> {
  const { stored, dialect, now, sink, fold } = session
  const { runId } = stored
  const rules = dialect.stream(stored.surface, upstream.settings)
  const clock = anchoredClock(sink.position().lastReceivedUs)
  const openedUs = clock()
  const cursor = request.name === 'start' ? null : request.cursor
  const resumes = sink.position().nextSeq > 1
  const created = request.name === 'start' ? (operationOf(dialect, stored.operation)?.created ?? null) : null

  if (request.name === 'start' && !resumes)
    Object.assign(fold.summary, { startedUs: openedUs, startedAtBasis: 'request' })
  await session.save({ recording: 'connecting', status: now.settled?.status ?? null })
  const number = await session.persist(() =>
    openConnection(
      {
        runId,
        purpose: request.name,
        method: request.spec.method,
        path: request.spec.path,
        requestHeaders: knownRequestHeaders(request.spec.headers),
        requestBody: request.spec.body === null ? null : Buffer.from(request.spec.body, 'utf8').subarray(0, MAX_BODY),
        cursorSent: cursor,
        openedUs,
      },
      deps.db,
    ),
  )
  now.connection = number
  crashPoint('connection_noted')
  if (now.endedBy !== null && request.name !== 'sweep') deps.meter.reconnected(now.endedBy)

  const partial = deps.partials.open()
  const { outcome, facts, progressed, heard, made } = await exchange(upstream, request.spec, {
    send: deps.send,
    timer: deps.timer,
    clock,
    signal,
    creates: created !== null,
    idleMs: idleMs(rules.class, upstream.settings.idleSeconds),
    quietMs: () =>
      quietMs(rules, {
        sweeping: request.name === 'sweep',
        terminal: fold.summary.terminal,
        // The clock is chosen by the first frame that is no comment.
        hasFrames: fold.summary.clock !== null,
      }),
    room: () => session.tape.room(),
    async onStream(head) {
      now.started = 'accepted'
      if (request.name !== 'start') now.watched = true
      await session.save({ recording: 'streaming', recordingError: null })
      await session.persist(() => closeConnection(runId, number, head, deps.db))
      crashPoint('stream_opened')
      onStream()
      const reader = createStreamReader({
        dialect,
        sink,
        clock,
        partial,
        connection: number,
        cursor,
        tail,
        resumes: rules.class !== 'C',
        dense: rules.dense ? { askedAfter: now.askedAfter } : null,
        backlog: createBacklog({ behind: resumes || request.name !== 'start', openedUs: clock() }),
        catchUp: ({ blocks, fromStart }) =>
          createCatchUp(blocks, { cursor, fromStart, compareIds: (a, b) => dialect.compareIds(a, b) }),
        wholeTail: () => readTail({ ...whereTailIs(session), whole: true }, dialect, deps.db),
      })
      return followReading(reader, session, deps)
    },
  }).finally(() => partial.holds(0))

  await session.tape.settled()
  crashPoint('stream_over')
  await session.persist(() => closeConnection(runId, number, { ...facts, closedUs: clock() }, deps.db))
  deps.meter.exchanged(facts)
  now.endedBy = isMade(outcome) ? null : (facts.why ?? null)
  if (request.name === 'start' && outcome.name === 'unreached' && outcome.sent) now.started = 'unknown'
  if (!isMade(outcome)) return { outcome, progressed, heard }
  now.started = 'accepted'
  const id = created?.(made ?? '') ?? null
  if (id === null || !isRunId(id)) {
    const error = 'The upstream made a run, and its answer does not say which.'
    return { outcome: { name: 'answered', answer: { name: 'refused', error } }, progressed, heard }
  }
  return { outcome: (await takeRunId(id, session, deps)) ?? outcome, progressed, heard }
}

/** The request made a run and gave no stream: the stream comes next, and is no reconnect. */
function isMade(outcome: Outcome): boolean {
  return outcome.name === 'answered' && outcome.answer.name === 'created'
}

/** Where a session's tail lies in the database. */
export function whereTailIs({ stored, sink, fold }: Session) {
  return { runId: stored.runId, nextSeq: sink.position().nextSeq, epochFromSeq: fold.epochFromSeq }
}

/** A silent connection is asked anew, where that costs nothing; one that cannot be resumed is never cut by us. */
function idleMs(sourceClass: 'A' | 'B' | 'C', idleSeconds: number | undefined): number | null {
  if (sourceClass === 'C') return null
  return idleSeconds === undefined ? DEFAULT_IDLE_MS : idleSeconds * 1000
}
