import { learnRun } from '#lib/db/learn-run.ts'
import { readUpstream } from '#lib/db/read-upstream.ts'
import { ask } from '#lib/http/ask.ts'
import { UpstreamError } from '#lib/http/upstream-error.ts'
import type { RecordingDeps } from './deps.ts'
import { noteExchange } from './note-exchange.ts'
import { refOf } from './ref-of.ts'
import type { Session } from './session.ts'

/**
 * Asks the upstream, once the recording is over, for what it says of the run beside its stream: its own totals, the run
 * that it belongs to, its children. What does not come is left: nothing of the recording depends on it.
 */
export async function learnDetails(
  session: Session,
  { signal, deps }: { signal: AbortSignal; deps: RecordingDeps },
): Promise<void> {
  const { stored, dialect, now, persist } = session
  const { upstreamRunId } = now
  if (!dialect.rest || upstreamRunId === null || signal.aborted) return
  const specs = dialect.rest.details({ ...refOf(session, null), upstreamRunId })
  const upstream = specs.length > 0 ? await persist(() => readUpstream(stored.sourceId, deps.db)) : null
  if (!upstream) return
  for (const spec of specs) {
    try {
      const answer = await ask(upstream, spec, { send: deps.send, signal })
      await noteExchange('detail', { method: spec.method, path: spec.path, answer }, session, deps)
      if (answer.status >= 300) continue
      const told = dialect.rest.read(answer.body.toString('utf8')).find((run) => run.upstreamRunId === upstreamRunId)
      if (told) await persist(() => learnRun(stored.runId, told, deps.db))
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      deps.log.debug({ run: stored.publicId, err: error }, 'the upstream did not say more of a run')
    }
  }
}
