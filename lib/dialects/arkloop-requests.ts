import type { Action, OperationField, RequestSpec, RunRef, StartRequest, WatchRequest } from './dialect.ts'
import { pickText } from './json.ts'

const MAX_INPUT_BYTES = 32_768

const optional = (name: string, label: string, more: Partial<OperationField> = {}): OperationField => ({
  name,
  label,
  type: 'text',
  in: 'body',
  required: false,
  ...more,
})

/** The form of `POST /v1/threads/{id}/runs`. */
export const runFields: readonly OperationField[] = [
  {
    name: 'threadId',
    label: 'Thread id',
    type: 'text',
    in: 'params',
    required: true,
    remembered: true,
    help: 'The thread whose last message the run answers.',
  },
  optional('persona_id', 'Persona', { placeholder: 'persona_key@version', help: 'The default persona if left out.' }),
  optional('model', 'Model'),
  optional('route_id', 'Route id', { help: 'Of the provider; selects the model.' }),
  optional('reasoning_mode', 'Reasoning mode'),
  optional('work_dir', 'Working folder'),
  optional('output_route_id', 'Output route id'),
  optional('output_model_key', 'Output model key'),
]

/** Starts a run in its thread. */
export function startRequest(start: StartRequest): RequestSpec | { error: string } {
  const threadId = start.params['threadId'] ?? ''
  if (threadId.trim() === '') return { error: 'params.threadId is required' }
  if (/^\.\.?$/.test(threadId)) return { error: 'params.threadId is not an id' }
  return post(`/v1/threads/${segment(threadId)}/runs`, start.body)
}

/** What a start says of the run, by the names that it goes upstream under. */
export function startMetadata(start: StartRequest): Record<string, string> {
  const said = runFields.flatMap((field): [string, string][] => {
    const value = field.in === 'body' ? pickText(start.body, [field.name]) : undefined
    return value === undefined ? [] : [[field.name, value]]
  })
  return Object.fromEntries(said)
}

/** The stream of a run after a frame, which stays open; for a sweep only what is stored. */
export function watchRequest({ upstreamRunId, cursor, sweep }: WatchRequest): RequestSpec | null {
  if (upstreamRunId === null) return null
  const after = isSeq(cursor) ? `after_seq=${cursor}&` : ''
  return {
    method: 'GET',
    path: `${runPath(upstreamRunId)}/events?${after}follow=${!sweep}`,
    // Without this the gateway counts a stream against the rate limit.
    headers: { accept: 'text/event-stream' },
    body: null,
  }
}

/** The server reads `:cancel` with a body; one page of its documentation says `/cancel`, another no body. */
export function cancelRequests({ upstreamRunId, lastId }: RunRef): Action {
  if (upstreamRunId === null) return { reason: 'The run has no id upstream.' }
  const body = { last_seen_seq: isSeq(lastId) ? Number(lastId) : 0 }
  return [post(`${runPath(upstreamRunId)}:cancel`, body), post(`${runPath(upstreamRunId)}/cancel`, body)]
}

/** Input is taken at any time while a run is active. */
export function inputRequests({ upstreamRunId }: RunRef, content: string): Action {
  if (upstreamRunId === null) return { reason: 'The run has no id upstream.' }
  if (content.trim() === '') return { reason: 'The answer must not be blank.' }
  if (new TextEncoder().encode(content).length > MAX_INPUT_BYTES) {
    return { reason: `The answer is longer than ${MAX_INPUT_BYTES} bytes, which is the most that Arkloop takes.` }
  }
  return [post(`${runPath(upstreamRunId)}/input`, { content })]
}

/** A request for JSON. */
export function get(path: string): RequestSpec {
  return { method: 'GET', path, headers: { accept: 'application/json' }, body: null }
}

/** Where a run is. */
export function runPath(runId: string): string {
  return `/v1/runs/${segment(runId)}`
}

/** An id made safe for a path. */
export function segment(id: string): string {
  return encodeURIComponent(id.toWellFormed())
}

function post(path: string, body: unknown): RequestSpec {
  return {
    method: 'POST',
    path,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}

/** Whether an id is the number of a frame; a cursor that is none would be refused. */
export function isSeq(id: string | null): id is string {
  return id !== null && /^\d{1,15}$/.test(id)
}
