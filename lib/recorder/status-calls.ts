import type { Dialect, RunRef } from '#lib/dialects/dialect.ts'
import type { Rest, UpstreamRun } from '#lib/dialects/rest.ts'
import { ask, type WholeAnswer } from '#lib/http/ask.ts'
import type { Upstream } from '#lib/http/compose.ts'
import { isJson } from '#lib/http/is-json.ts'
import type { send } from '#lib/http/send.ts'
import { UpstreamError } from '#lib/http/upstream-error.ts'
import { readAnswer } from './answer.ts'
import type { Sleep } from './sleep.ts'

/** What an upstream says became of a run. `exchange` is the call that said it, for the connection log. */
export type StatusAnswer =
  | { name: 'known'; run: UpstreamRun; exchange: Exchange }
  /** It does not know the run (any more). */
  | { name: 'absent'; exchange: Exchange }
  | { name: 'unauthorized'; error: string }
  /** Asking later may help. */
  | { name: 'failed'; error: string; afterMs: number | null }
  /** It has no call for this run. */
  | { name: 'no_call' }

export type Exchange = { method: string; path: string; answer: WholeAnswer }

export type StatusCalls = {
  ask(source: Upstream & { id: string }, dialect: Dialect, run: RunRef, signal: AbortSignal): Promise<StatusAnswer>
}

type Status = NonNullable<Rest['status']>
type Waiting = { run: RunRef; resolve(answer: StatusAnswer): void }
type Group = { source: Upstream; status: Status; read: Rest['read']; waiting: Waiting[] }

/** How long a question waits for others of its kind, and how long from one call to the next. */
const GATHER_MS = 100
const SPACING_MS = 3000

/**
 * Status calls of all recordings of this process: what is asked between one call and the next is one call, as far as the
 * upstream allows. A run that such a call does not tell of, or all where there is no such path, is asked for alone.
 */
export function createStatusCalls({ send: dispatch, sleep }: { send: typeof send; sleep: Sleep }): StatusCalls {
  const groups = new Map<string, Group>()
  const spacing = new Map<string, Promise<void>>()

  async function gather(key: string, group: Group) {
    await Promise.all([sleep(GATHER_MS), spacing.get(key)])
    groups.delete(key)
    const pause = sleep(SPACING_MS).then(() => void (spacing.get(key) === pause && spacing.delete(key)))
    spacing.set(key, pause)
    const { waiting, status } = group
    for (let at = 0; at < waiting.length; at += status.limit) {
      const part = waiting.slice(at, at + status.limit)
      // Nobody waits for ever, whatever went wrong.
      many(group, part).catch((error: unknown) => {
        for (const { resolve } of part) resolve({ name: 'failed', error: String(error), afterMs: null })
      })
    }
  }

  async function many({ source, status, read }: Group, waiting: Waiting[]) {
    const spec = status.request(waiting.map(({ run }) => run))
    const answer = await tell(source, spec)
    await Promise.all(
      waiting.map(async ({ run, resolve }) => {
        const told = judge(answer, spec, read, run)
        // One by one, where the call was for many, or has another path than this one.
        const isUntold = told.name === 'absent' || (told.name === 'failed' && 'status' in answer && answer.status < 300)
        const single = isUntold ? status.single(run) : null
        if (!single || single.path === spec.path) return resolve(told)
        return resolve(judge(await tell(source, single), single, read, run))
      }),
    )
  }

  async function tell(source: Upstream, spec: Parameters<typeof ask>[1]): Promise<WholeAnswer | UpstreamError> {
    try {
      return await ask(source, spec, { send: dispatch, signal: new AbortController().signal })
    } catch (error) {
      return error instanceof UpstreamError ? error : new UpstreamError('other', String(error), { cause: error })
    }
  }

  return {
    ask(source, dialect, run, signal) {
      const status = dialect.rest?.status
      const name = run.upstreamRunId === null ? null : (status?.group(run) ?? null)
      if (!dialect.rest || !status || name === null) return Promise.resolve({ name: 'no_call' })
      const key = `${source.id} ${dialect.name} ${name}`
      let group = groups.get(key)
      if (!group) {
        group = { source, status, read: dialect.rest.read, waiting: [] }
        groups.set(key, group)
        void gather(key, group)
      }
      const { waiting } = group
      return new Promise((resolve) => {
        const stop = () => resolve({ name: 'failed', error: 'The recorder is stopping.', afterMs: null })
        if (signal.aborted) return stop()
        signal.addEventListener('abort', stop, { once: true })
        waiting.push({
          run,
          resolve(answer) {
            signal.removeEventListener('abort', stop)
            resolve(answer)
          },
        })
      })
    },
  }
}

function judge(
  answer: WholeAnswer | UpstreamError,
  spec: { method: string; path: string },
  read: Rest['read'],
  { upstreamRunId }: RunRef,
): StatusAnswer {
  if (answer instanceof UpstreamError) return { name: 'failed', error: `No answer: ${answer.message}.`, afterMs: null }
  const exchange = { method: spec.method, path: spec.path, answer }
  if (answer.status >= 200 && answer.status < 300) {
    const text = answer.body.toString('utf8')
    // The page of a proxy does not say that the run is gone.
    if (!isJson(text)) return { name: 'failed', error: 'The upstream answered with no whole JSON.', afterMs: null }
    const run = read(text).find((one) => one.upstreamRunId === upstreamRunId)
    return run ? { name: 'known', run, exchange } : { name: 'absent', exchange }
  }
  const judged = readAnswer(answer.status, answer.headers, Date.now())
  if (judged.name === 'gone') return { name: 'absent', exchange }
  if (judged.name === 'unauthorized') return { name: 'unauthorized', error: judged.error }
  const error = 'error' in judged ? judged.error : `The upstream answered ${answer.status}.`
  return { name: 'failed', error, afterMs: judged.name === 'busy' ? judged.afterMs : null }
}
