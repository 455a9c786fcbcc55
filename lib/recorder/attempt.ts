import { closeConnection } from '#lib/db/close-connection.ts'
import { openConnection } from '#lib/db/open-connection.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import { saveCheckpoint } from '#lib/db/save-checkpoint.ts'
import { createBacklog } from './backlog.ts'
import { createCatchUp } from './catch-up.ts'
import { anchoredClock } from './clock.ts'
import type { Outcome } from './decide.ts'
import type { RecordingDeps } from './deps.ts'
import { exchange } from './exchange.ts'
import { knownRequestHeaders } from './headers.ts'
import type { Plan } from './plan.ts'
import { createStreamReader, type StreamReader } from './read-stream.ts'
import type { Session } from './session.ts'
import { readTail, type Tail } from './tail.ts'

const MAX_BODY = 1024 * 1024
const DEFAULT_IDLE_MS = 300_000
const CHECKPOINT_FRAMES = 1000

export type Request = Extract<Plan, { name: 'start' | 'watch' }>

/** Makes one request of a run and records its answer to the end, the connection log included. */
export async function attempt(
  session: Session,
  { upstream, request, tail, signal }: { upstream: OpenUpstream; request: Request; tail: Tail; signal: AbortSignal },
  deps: RecordingDeps,
): Promise<{ outcome: Outcome; progressed: boolean }> {
  const { stored, dialect, now, sink, fold } = session
  const { runId } = stored
  const rules = dialect.stream(stored.surface, upstream.settings)
  const clock = anchoredClock(sink.position().lastReceivedUs)
  const openedUs = clock()
  const cursor = request.name === 'watch' ? request.cursor : null
  const resumes = sink.position().nextSeq > 1

  if (request.name === 'start' && !resumes)
    Object.assign(fold.summary, { startedUs: openedUs, startedAtBasis: 'request' })
  await session.save({ recording: 'connecting' })
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

  const { outcome, facts, progressed } = await exchange(upstream, request.spec, {
    send: deps.send,
    clock,
    signal,
    idleMs: idleMs(rules.class, upstream.settings.idleSeconds),
    room: () => session.tape.room(),
    async onStream(head) {
      now.started = 'accepted'
      if (request.name === 'watch') now.watched = true
      await session.save({ recording: 'streaming', recordingError: null })
      await session.persist(() => closeConnection(runId, number, head, deps.db))
      const reader = createStreamReader({
        dialect,
        sink,
        clock,
        connection: number,
        cursor,
        tail,
        resumes: rules.class !== 'C',
        backlog: createBacklog({ behind: resumes || request.name === 'watch', openedUs: clock() }),
        catchUp: ({ blocks, fromStart }) =>
          createCatchUp(blocks, { cursor, fromStart, compareIds: (a, b) => dialect.compareIds(a, b) }),
        wholeTail: () => readTail({ ...whereTailIs(session), whole: true }, dialect, deps.db),
      })
      return watched(reader, session, deps)
    },
  })

  await session.tape.settled()
  await session.persist(() => closeConnection(runId, number, { ...facts, closedUs: clock() }, deps.db))
  return { outcome, progressed }
}

/** Where a session's tail lies in the database. */
export function whereTailIs({ stored, sink, fold }: Session) {
  return { runId: stored.runId, nextSeq: sink.position().nextSeq, epochFromSeq: fold.epochFromSeq }
}

/** The reader, with what follows from every read: first byte, the row's figures, a checkpoint now and then. */
function watched(reader: StreamReader, session: Session, deps: RecordingDeps): StreamReader {
  const { now, sink, fold, reporter, stored } = session
  let checkpointSeq = sink.position().nextSeq
  return {
    ...reader,
    async push(chunk) {
      await reader.push(chunk)
      now.firstByteUs ??= reader.counts().firstByteUs
      reporter.changed()
      const seq = sink.position().nextSeq - 1
      if (seq - checkpointSeq < CHECKPOINT_FRAMES) return
      checkpointSeq = seq
      const state = structuredClone(fold.checkpoint())
      await session.tape.settled()
      await session.persist(() => saveCheckpoint({ runId: stored.runId, epoch: stored.epoch, seq, state }, deps.db))
    },
  }
}

/** A silent connection is asked anew, where that costs nothing; one that cannot be resumed is never cut by us. */
function idleMs(sourceClass: 'A' | 'B' | 'C', idleSeconds: number | undefined): number | null {
  if (sourceClass === 'C') return null
  return idleSeconds === undefined ? DEFAULT_IDLE_MS : idleSeconds * 1000
}
