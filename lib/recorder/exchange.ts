import type { WholeAnswer } from '#lib/http/ask.ts'
import { compose, type Upstream } from '#lib/http/compose.ts'
import { hideSecretBytes, type Secrets } from '#lib/http/hide-secrets.ts'
import { readBody } from '#lib/http/read-body.ts'
import type { send as Send, UpstreamResponse } from '#lib/http/send.ts'
import { UpstreamError } from '#lib/http/upstream-error.ts'
import { upstreamWords } from '#lib/http/upstream-words.ts'
import type { RequestSpec } from '#lib/dialects/dialect.ts'
import type { ClosedConnection } from '#lib/db/close-connection.ts'
import { readAnswer, type Answer } from './answer.ts'
import type { Clock } from './clock.ts'
import type { Outcome } from './decide.ts'
import { knownResponseHeaders } from './headers.ts'
import { createQuiet, type Timer } from './quiet.ts'
import type { StreamReader } from './read-stream.ts'
import { withTicket } from './ticket.ts'
import { createWatchdog } from './watchdog.ts'

const MAX_BODY = 1024 * 1024
const BODY_MS = 10_000

export type ExchangeDeps = {
  send: typeof Send
  clock: Clock
  /** Aborted to stop: `reason` is 'stopped' or 'shutdown'. */
  signal: AbortSignal
  idleMs: number | null
  /** How long an open stream may go on without a frame that has data before it is left; null: for ever. */
  quietMs(): number | null
  timer: Timer
  /** The request makes a run, and its answer is to name it. */
  creates: boolean
  /** The answer is a stream: the recording is streaming from now on. */
  onStream(head: Pick<ClosedConnection, 'status' | 'responseHeaders'>): Promise<StreamReader>
  /** Resolves when more may be read. */
  room(): Promise<void>
}

export type ExchangeResult = {
  outcome: Outcome
  facts: ClosedConnection
  progressed: boolean
  /** How many blocks with data came, those that are stored already included. */
  heard: number
  /** The answer that names the run that was made. */
  made?: string
}

/** One request and its answer, read to its end, break or stop. Never throws for what an upstream or a network does. */
export async function exchange(upstream: Upstream, spec: RequestSpec, deps: ExchangeDeps): Promise<ExchangeResult> {
  const controller = new AbortController()
  const stop = () => controller.abort(deps.signal.reason)
  if (deps.signal.aborted) stop()
  deps.signal.addEventListener('abort', stop, { once: true })
  try {
    const ready = await withTicket(upstream, spec, { send: deps.send, signal: controller.signal })
    if ('status' in ready) return answered(readAnswer(ready.status, ready.headers, Date.now()), ready, upstream)
    const response = await deps.send(compose(upstream, ready.spec), { signal: controller.signal })
    return await readResponse(response, controller, { ...deps, secrets: { ...upstream, token: ready.token } })
  } catch (error) {
    if (deps.signal.aborted) return stopped(deps.signal, {}, { progressed: false, heard: 0 })
    if (!(error instanceof UpstreamError)) throw error
    const forbidden = error.code === 'refused_address' || isUnsendable(error)
    const sent = !forbidden && (error.code === 'reset' || error.code === 'timeout' || error.code === 'other')
    const message = `No answer from the upstream: ${error.message}.`
    return {
      outcome: { name: 'unreached', error: message, sent, forbidden },
      facts: { why: sent ? 'no_answer' : 'unreached', detail: error.message },
      progressed: false,
      heard: 0,
    }
  } finally {
    deps.signal.removeEventListener('abort', stop)
  }
}

/** A request that no server will ever get: such as a header value of characters that headers cannot have. */
function isUnsendable({ cause }: UpstreamError): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_INVALID_ARG'
}

async function readResponse(
  response: UpstreamResponse,
  controller: AbortController,
  deps: ExchangeDeps & { secrets: Secrets },
): Promise<ExchangeResult> {
  const { status, headers } = response
  const answer = readAnswer(status, headers, Date.now(), deps)
  const head = { status, responseHeaders: knownResponseHeaders(headers) }
  if (answer.name !== 'stream') {
    const body = await readBody(response.body, { maxBytes: MAX_BODY, limitMs: BODY_MS })
    // The token was used up or too old: another one is fetched. The credential itself was good enough to get it.
    const isTicket = answer.name === 'unauthorized' && deps.secrets.token !== null
    const judged: Answer = isTicket ? { name: 'busy', error: answer.error, afterMs: null, refused: true } : answer
    return answered(judged, { status, headers, body }, deps.secrets)
  }
  const reader = await deps.onStream(head).catch((error: unknown) => {
    response.body.destroy()
    throw error
  })
  let silent = false
  let left = false
  const quiet = createQuiet(deps.timer, () => {
    left = true
    controller.abort('quiet')
  })
  quiet.heard(deps.quietMs(), 0)
  const watchdog = createWatchdog(deps.idleMs, () => {
    silent = true
    controller.abort('idle')
  })
  let failure: UpstreamError | null = null
  try {
    for await (const chunk of response.body) {
      watchdog.heard()
      await reader.push(chunk)
      quiet.heard(deps.quietMs(), reader.heard())
      if (reader.hole() !== null) break
      await deps.room()
    }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    failure = error
  } finally {
    watchdog.stop()
    quiet.stop()
    response.body.destroy()
  }
  const hole = reader.hole()
  const isCut = failure !== null || silent || left || hole !== null || deps.signal.aborted
  const tail = Buffer.from(await reader.end({ isCut }))
  const facts: ClosedConnection = {
    ...head,
    ...reader.counts(),
    tail: tail.length > 0 ? tail.subarray(0, MAX_BODY) : null,
  }
  const brought = { progressed: reader.progressed(), heard: reader.heard() }
  if (deps.signal.aborted) return stopped(deps.signal, facts, brought)
  if (hole !== null) {
    const detail = `Numbers after ${hole} are missing; they are asked for once more.`
    return { outcome: { name: 'hole', after: hole }, facts: { ...facts, why: 'hole', detail }, ...brought }
  }
  if (left) return { outcome: { name: 'quiet' }, facts: { ...facts, why: 'quiet' }, ...brought }
  if (silent) {
    const error = `Nothing was heard for ${(deps.idleMs ?? 0) / 1000} s.`
    return { outcome: { name: 'broken', error }, facts: { ...facts, why: 'idle', detail: error }, ...brought }
  }
  if (failure) {
    const error = `The stream broke off: ${failure.message}.`
    return {
      outcome: { name: 'broken', error },
      facts: { ...facts, why: failure.code, detail: failure.message },
      ...brought,
    }
  }
  const midFrame = tail.length > 0
  const detail = midFrame ? 'It ended in the middle of a frame.' : null
  return { outcome: { name: 'ended', midFrame }, facts: { ...facts, why: 'ended', detail }, ...brought }
}

/** Some servers repeat the credential that they refuse: it is taken out of what is kept. */
function answered(answer: Answer, { status, headers, body }: WholeAnswer, secrets: Secrets): ExchangeResult {
  const responseBody = Buffer.from(hideSecretBytes(body, secrets))
  const error = 'error' in answer ? withBody(answer.error, responseBody, headers) : null
  // What gave a token instead of a stream is no stream, whatever it calls itself.
  const told =
    answer.name === 'stream' ? ({ name: 'refused', error: 'No token came for the stream.' } as const) : answer
  return {
    outcome: { name: 'answered', answer: error === null ? told : ({ ...told, error } as typeof told) },
    facts: {
      status,
      responseHeaders: knownResponseHeaders(headers),
      responseBody,
      why: 'http_status',
      detail: error,
    },
    progressed: false,
    heard: 0,
    ...(answer.name === 'created' && { made: body.toString('utf8') }),
  }
}

function stopped(
  signal: AbortSignal,
  facts: ClosedConnection,
  brought: Pick<ExchangeResult, 'progressed' | 'heard'>,
): ExchangeResult {
  const name = signal.reason === 'stopped' ? 'stopped' : 'shutdown'
  return { outcome: { name }, facts: { ...facts, why: name }, ...brought }
}

/** With the upstream's own words, where its body has some. */
function withBody(error: string, body: Buffer, headers: Record<string, string>): string {
  const said = upstreamWords(body, headers)
  return said === null ? error : `${error} It says: ${/[.!?]$/.test(said) ? said : `${said}.`}`
}
