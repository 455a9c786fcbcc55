import type { Dialect, StartRequest } from './dialect.ts'
import { parseObject, payloadOf, pickText } from './json.ts'
import { runFields } from './operativus-forms.ts'
import { interpretOperativus, noFrames, type OperativusState } from './operativus-frames.ts'
import { instantUs } from './operativus-instant.ts'
import { agentPath, runPath, segment } from './operativus-paths.ts'
import { agentOf, operativusRest } from './operativus-rest.ts'

// OperativusAI is the service of operativus-ai/agm. A run has two streams. The chat stream is the answer to the request
// that starts it: no ids, no heartbeat, no way to resume, and a client that goes away cancels the run, so nothing here
// ever ends it. The run-event log is numbered by one sequence for all runs: holes in it are no loss. It has no heartbeat,
// and a chat run's log may have no terminal event, so a silent one is asked about.

const SILENT_MS = 60_000

/** OperativusAI agent runs: the chat stream of a run that is started, the event log of any run. */
export const operativus: Dialect<OperativusState> = {
  name: 'operativus',
  label: 'OperativusAI',
  summary: 'chat and run log',
  settings: ['discover', 'singleUseToken'],
  surfaces: [
    { name: 'log', label: 'Run-event log' },
    { name: 'chat', label: 'Chat stream' },
  ],
  stream: (surface) =>
    surface === 'chat'
      ? { class: 'C', dense: false, grace: null, endedEarly: 'ask', askAfterMs: null }
      : { class: 'A', dense: false, grace: null, endedEarly: 'ask', askAfterMs: SILENT_MS },
  initial: noFrames,
  interpret: (state, block) => interpretOperativus(state, payloadOf(block), block.data),
  // After an ERROR, documents let the stream end without a STOP.
  atEnd: (state) => (state.failed ? 'failed' : null),
  identify: (block) => (block.id !== null && /^\d{1,19}$/.test(block.id) ? block.id : null),
  compareIds: compareNumbers,
  emittedUs(block) {
    const frame = payloadOf(block)
    return instantUs(frame?.['timestamp']) ?? instantUs(frame?.['eventTs'])
  },
  operations: [
    {
      name: 'run',
      label: 'Chat run',
      idempotent: false,
      surface: 'chat',
      created: null,
      fields: runFields,
      upstreamRunId: () => null,
      request: (start) => post(start, '/runs/stream', 'text/event-stream'),
      title,
      threadId,
      metadata,
    },
    {
      name: 'background',
      label: 'Background run',
      idempotent: false,
      surface: 'log',
      created: (text) => pickText(parseObject(text), ['runId', 'id']) ?? null,
      fields: runFields,
      upstreamRunId: () => null,
      request: (start) => post(start, '/runs/background', 'application/json'),
      title,
      threadId,
      metadata,
    },
  ],
  watch({ surface, upstreamRunId, cursor, settings }) {
    if (surface === 'chat' || upstreamRunId === null) return null
    const watched = {
      method: 'GET',
      // From 0 comes everything; numbers begin at 1.
      path: runPath(upstreamRunId, `/events?sinceId=${cursor ?? '0'}`),
      headers: { accept: 'text/event-stream' },
      body: null,
    }
    if (!settings.singleUseToken) return watched
    const path = runPath(upstreamRunId, '/sse-token')
    const request = { method: 'POST', path, headers: { accept: 'application/json' }, body: null }
    return { ...watched, ticket: { request, field: 'token', param: 'token' } }
  },
  check: () => ({
    method: 'GET',
    path: '/api/v1/runs?page=0&size=1',
    headers: { accept: 'application/json' },
    body: null,
  }),
  cancel(run) {
    const { upstreamRunId: id } = run
    if (id === null) return { reason: 'The id of the run is not known yet.' }
    const agent = agentOf(run)
    const headers = { accept: 'application/json' }
    return [
      { method: 'POST', path: runPath(id, '/cancel'), headers, body: null },
      ...(agent === null
        ? []
        : [{ method: 'DELETE', path: agentPath(agent, `/runs/${segment(id)}`), headers, body: null }]),
    ]
  },
  input: () => ({ reason: 'OperativusAI has no documented call that answers a run; approvals are given there.' }),
  rest: operativusRest,
}

function post(start: StartRequest, rest: string, accept: string) {
  const agentId = start.params['agentId']?.trim()
  if (!agentId) return { error: 'params.agentId is required: the agent that is to run' }
  return {
    method: 'POST',
    path: agentPath(agentId, rest),
    headers: { accept, 'content-type': 'application/json' },
    body: JSON.stringify(start.body),
  }
}

function title(start: StartRequest): string | null {
  return pickText(start.body, ['message']) ?? null
}

function threadId(start: StartRequest): string | null {
  return pickText(start.body, ['sessionId']) ?? null
}

function metadata(start: StartRequest): Record<string, string> {
  const said = ['userId', 'orgId'].map((name) => [name, pickText(start.body, [name])] as const)
  return Object.fromEntries(said.filter((pair): pair is readonly [string, string] => pair[1] !== undefined))
}

/** Numbers of a database sequence, which may be larger than a double counts. */
function compareNumbers(a: string, b: string): number | null {
  if (!/^\d{1,19}$/.test(a) || !/^\d{1,19}$/.test(b)) return null
  const [left, right] = [BigInt(a), BigInt(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
