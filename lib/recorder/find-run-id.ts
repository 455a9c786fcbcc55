import { chooseRun } from '#lib/dialects/choose-run.ts'
import type { RunRef } from '#lib/dialects/dialect.ts'
import { ask, type WholeAnswer } from '#lib/http/ask.ts'
import { isJson } from '#lib/http/is-json.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import { UpstreamError } from '#lib/http/upstream-error.ts'
import { readAnswer } from './answer.ts'
import type { RecordingDeps } from './deps.ts'
import { noteExchange } from './note-exchange.ts'
import type { Session } from './session.ts'

const SKEW_MS = 2000

export type Found =
  | { name: 'found'; upstreamRunId: string }
  | { name: 'not_found'; error: string; final: boolean }
  | { name: 'unauthorized'; error: string }
  /** Nothing is known by it: asking later may help. */
  | { name: 'failed'; error: string; afterMs: number | null }

/** Looks in the upstream's lists for a run that was started here, but whose id nobody told. */
export async function findRunId(
  session: Session,
  { upstream, ref, signal }: { upstream: OpenUpstream; ref: RunRef; signal: AbortSignal },
  deps: RecordingDeps,
): Promise<Found> {
  const { rest } = session.dialect
  const spec = rest?.find(ref)
  if (!rest || !spec || ref.startedMs === null) {
    return { name: 'not_found', error: 'What the upstream calls this run is not known.', final: true }
  }
  try {
    const answer = await ask(upstream, spec, { send: deps.send, signal })
    await noteExchange('find', { ...spec, answer, secrets: upstream }, session, deps)
    const text = answer.body.toString('utf8')
    if (answer.status >= 300) return judge(answer)
    if (!isJson(text)) return { name: 'failed', error: 'The upstream answered with no whole JSON.', afterMs: null }
    const chosen = chooseRun(rest.read(text), { startedMs: ref.startedMs, skewMs: SKEW_MS })
    if (chosen === 'none') {
      return { name: 'not_found', error: 'The upstream lists no run that was begun since then.', final: false }
    }
    if (chosen === 'several') {
      const error =
        'The upstream lists several runs that were begun since then; which of them this one is, is not known.'
      return { name: 'not_found', error, final: true }
    }
    return { name: 'found', upstreamRunId: chosen.upstreamRunId }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    return { name: 'failed', error: `The upstream did not answer: ${error.message}.`, afterMs: null }
  }
}

function judge({ status, headers }: WholeAnswer): Found {
  const judged = readAnswer(status, headers, Date.now())
  const error = `The upstream answered ${status} when it was asked for its runs.`
  if (judged.name === 'unauthorized') return { name: 'unauthorized', error: judged.error }
  if (judged.name === 'busy') return { name: 'failed', error, afterMs: judged.afterMs }
  return { name: 'not_found', error, final: false }
}
