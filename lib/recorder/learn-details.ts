import { learnRun } from '#lib/db/learn-run.ts'
import { readRecording } from '#lib/db/read-recording.ts'
import { readUpstream, type OpenUpstream } from '#lib/db/read-upstream.ts'
import { ask } from '#lib/http/ask.ts'
import { UpstreamError } from '#lib/http/upstream-error.ts'
import type { RecordingDeps } from './deps.ts'
import { findRunId } from './find-run-id.ts'
import { noteExchange } from './note-exchange.ts'
import { refOf } from './ref-of.ts'
import type { Session } from './session.ts'
import { takeRunId } from './take-run-id.ts'

/**
 * Asks the upstream, once the recording is over, for what it says of the run beside its stream: its own totals, the run
 * that it belongs to, its children. What does not come is left: nothing of the recording depends on it.
 */
export async function learnDetails(
  session: Session,
  { signal, deps }: { signal: AbortSignal; deps: RecordingDeps },
): Promise<void> {
  const { stored, dialect, persist } = session
  if (!dialect.rest || signal.aborted) return
  const upstream = await persist(() => readUpstream(stored.sourceId, deps.db))
  const upstreamRunId = upstream && (await runIdOf(session, upstream, { signal, deps }))
  if (!upstream || upstreamRunId === null) return
  const specs = dialect.rest.details({ ...refOf(session, null), upstreamRunId })
  for (const spec of specs) {
    try {
      const answer = await ask(upstream, spec, { send: deps.send, signal })
      await noteExchange('detail', { ...spec, answer, secrets: upstream }, session, deps)
      if (answer.status >= 300) continue
      const told = dialect.rest.read(answer.body.toString('utf8')).find((run) => run.upstreamRunId === upstreamRunId)
      if (told) await persist(() => learnRun(stored.runId, told, deps.db))
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      deps.log.debug({ run: stored.publicId, err: error }, 'the upstream did not say more of a run')
    }
  }
}

/** What the upstream calls the run. Where no frame told that, it is looked for: a list would show the run once more. */
async function runIdOf(
  session: Session,
  upstream: OpenUpstream,
  { signal, deps }: { signal: AbortSignal; deps: RecordingDeps },
): Promise<string | null> {
  const { now, stored, persist } = session
  if (now.upstreamRunId !== null || now.asked > 0) return now.upstreamRunId
  // Whoever acted on the run may have learnt it meanwhile.
  now.upstreamRunId = (await persist(() => readRecording(stored.runId, deps.db)))?.upstreamRunId ?? null
  if (now.upstreamRunId !== null) return now.upstreamRunId
  const found = await findRunId(session, { upstream, ref: refOf(session, null), signal }, deps)
  if (found.name !== 'found') return null
  const taken = await takeRunId(found.upstreamRunId, session, deps)
  return taken ? null : found.upstreamRunId
}
