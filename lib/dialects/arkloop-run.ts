import { usageOf, type ArkloopFrame } from './arkloop-frame.ts'
import type { ArkloopState } from './arkloop-state.ts'
import type { Reading } from './dialect.ts'
import { pickJson, pickText, type JsonObject } from './json.ts'
import type { RunEvent } from './run-event.ts'

const RUNNING: RunEvent = { type: 'status', status: 'running' }
const WAITING: RunEvent = { type: 'status', status: 'waiting_for_input' }

/** What a frame about the run itself means, its begin, its end or its waiting; null if it is about something else. */
export function interpretRun(state: ArkloopState, frame: ArkloopFrame): Reading<ArkloopState> | null {
  const { type, data } = frame
  switch (type) {
    case 'run.started':
      return { state, kind: 'lifecycle', events: [...identified(frame), RUNNING] }
    case 'run.route.selected':
      return { state, kind: 'lifecycle', events: identified({ ...frame, runId: undefined }) }
    case 'run.completed':
      return {
        state,
        kind: 'lifecycle',
        events: [...usageOf(data, 'total'), { type: 'status', status: 'completed' }],
      }
    case 'run.cancelled':
      return {
        state,
        kind: 'lifecycle',
        events: [...usageOf(data, 'total'), { type: 'status', status: 'cancelled' }],
      }
    case 'run.failed':
    case 'run.interrupted':
      return {
        state,
        kind: 'error',
        events: [...usageOf(data, 'total'), failure(frame), { type: 'status', status: 'failed' }],
      }
    case 'run.input_requested':
      return { state: { ...state, asked: requestId(data) ?? '' }, kind: 'lifecycle', events: [request(data), WAITING] }
    case 'run.waiting_for_input':
    case 'run.paused':
      return waiting(state, data)
    case 'run.input_provided': {
      const id = requestId(data) ?? (state.asked || undefined)
      const content = pickText(data, ['content']) ?? ''
      return {
        state: { ...state, asked: null },
        kind: 'lifecycle',
        events: [{ type: 'input.provided', content, ...(id !== undefined && { requestId: id }) }, RUNNING],
      }
    }
    case 'run.resumed':
      return { state: { ...state, asked: null }, kind: 'lifecycle', events: [RUNNING] }
    default:
      return null
  }
}

/** A pause that follows a request is about that request, which is told once. */
function waiting(state: ArkloopState, data: JsonObject): Reading<ArkloopState> {
  const id = requestId(data)
  const isTold = state.asked !== null && (id === undefined || state.asked === '' || id === state.asked)
  if (isTold) return { state, kind: 'lifecycle', events: [WAITING] }
  return { state: { ...state, asked: id ?? '' }, kind: 'lifecycle', events: [request(data), WAITING] }
}

function request(data: JsonObject): RunEvent {
  const id = requestId(data)
  const schema = pickJson(data, ['requestedSchema', 'requested_schema'])
  return {
    type: 'input.requested',
    message: pickText(data, ['message', 'prompt']) ?? 'The run waits for input.',
    ...(id !== undefined && { requestId: id }),
    ...(schema !== undefined && { schema }),
  }
}

function requestId(data: JsonObject): string | undefined {
  return pickText(data, ['request_id'])
}

function identified({ data, runId }: ArkloopFrame): RunEvent[] {
  const threadId = pickText(data, ['thread_id'])
  const persona = pickText(data, ['persona_id'])
  const model = pickText(data, ['model'])
  const facts = {
    ...(runId !== undefined && { upstreamRunId: runId }),
    ...(threadId !== undefined && { threadId }),
    ...(persona !== undefined && { persona }),
    ...(model !== undefined && { model }),
  }
  return Object.keys(facts).length === 0 ? [] : [{ type: 'identified', ...facts }]
}

function failure({ type, data, errorClass }: ArkloopFrame): RunEvent {
  const fallback = type === 'run.interrupted' ? 'The run was interrupted.' : 'The run failed.'
  const name = pickText(data, ['error_class']) ?? errorClass
  const message = pickText(data, ['message', 'reason']) ?? fallback
  return { type: 'error', message, ...(name !== undefined && { class: name }) }
}
