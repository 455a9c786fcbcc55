import type { Reading } from './dialect.ts'
import { asObject, parseObject, pickCount, pickJson, pickText, type JsonObject } from './json.ts'
import { interpretChatTool } from './operativus-chat-tools.ts'
import type { OperativusState } from './operativus-frames.ts'
import { statusOf } from './operativus-status.ts'
import type { RunEvent } from './run-event.ts'

// The chat stream (operativus-ai/agm: EventType.java, AgentStreamManager.java, TeamOrchestrationEngine.java; docs:
// "Streaming"). `data` is text or null, and the text may be JSON: docs and code differ in which, and EvaluationService
// sends free text in START and STOP. So JSON is read where it is, and nothing is made of its absence.

/** What a chat event means. */
export function interpretChat(state: OperativusState, event: string, frame: JsonObject): Reading<OperativusState> {
  const text = pickJson(frame, ['data']) ?? ''
  switch (event) {
    case 'START':
      return { state, kind: 'lifecycle', events: identified(parseObject(text)) }
    case 'REASONING_DELTA':
      return goesOn(state, 'reasoning', [{ type: 'reasoning.delta', text }])
    case 'CONTENT_DELTA':
      return goesOn(state, 'output', [{ type: 'text.delta', text }])
    case 'CONTENT_DONE':
      return { state, kind: 'lifecycle', events: [] }
    case 'TOOL_START':
    case 'TOOL_END':
    case 'TOOL_ERROR': {
      const { tools, kind, events } = interpretChatTool(state.tools, event, text)
      return goesOn({ ...state, tools }, kind, events)
    }
    case 'PAUSED':
      return paused(state, text)
    case 'AGENT_SWITCH':
      return { state, kind: 'notice', events: [note(`Went on to agent ${agentIn(text) || 'unknown'}`)] }
    case 'METRICS':
      return { state, kind: 'usage', events: metrics(parseObject(text)) }
    case 'FOLLOWUP_SUGGESTION':
      return { state, kind: 'notice', events: suggestions(text) }
    case 'STOP':
      return stopped(state, text)
    case 'CANCELLED':
      return { state, kind: 'lifecycle', events: [{ type: 'status', status: 'cancelled' }] }
    case 'ERROR':
      return { state: { ...state, failed: true }, kind: 'error', events: [failure(text)] }
    default:
      return { state, kind: 'unknown', events: [] }
  }
}

/** Whatever a paused run does shows that it is not paused any more. */
function goesOn(
  state: OperativusState,
  kind: Reading<OperativusState>['kind'],
  events: readonly RunEvent[],
): Reading<OperativusState> {
  if (!state.paused) return { state, kind, events }
  return { state: { ...state, paused: false }, kind, events: [{ type: 'status', status: 'running' }, ...events] }
}

/** Needs a person. The payload is a RequiredAction where there is one (RequiredAction.java). */
function paused(state: OperativusState, text: string): Reading<OperativusState> {
  const action = parseObject(text)
  const tool = pickText(action, ['tool', 'toolName'])
  const message = action
    ? (pickText(action, ['message']) ?? (tool === undefined ? 'The run is paused.' : `Approve the call of ${tool}`))
    : text || 'The run is paused.'
  const requestId = pickText(action, ['approvalId', 'escalationId', 'requestId'])
  return {
    state: { ...state, paused: true },
    kind: 'lifecycle',
    events: [
      { type: 'input.requested', message, ...(requestId !== undefined && { requestId }) },
      { type: 'status', status: 'waiting_for_input' },
    ],
  }
}

/** STOP of a team run is the whole answer (RunResponse.java), whose text was sent before; documented: suggestions. */
function stopped(state: OperativusState, text: string): Reading<OperativusState> {
  const answer = parseObject(text)
  const told = answer ? statusOf(answer['status']) : null
  const events = [...identified(answer), ...metrics(asObject(answer?.['metrics'])), ...suggestionsInside(text, answer)]
  const status = state.failed ? 'failed' : (told ?? (state.paused ? null : 'completed'))
  return { state, kind: 'lifecycle', events: status === null ? events : [...events, { type: 'status', status }] }
}

function identified(payload: JsonObject | null): RunEvent[] {
  const upstreamRunId = pickText(payload, ['runId'])
  const threadId = pickText(payload, ['sessionId'])
  if (upstreamRunId === undefined && threadId === undefined) return []
  return [
    {
      type: 'identified',
      ...(upstreamRunId !== undefined && { upstreamRunId }),
      ...(threadId !== undefined && { threadId }),
    },
  ]
}

/** The run's total. Fields that are zero are left out by the server. */
function metrics(payload: JsonObject | null): RunEvent[] {
  const inputTokens = pickCount(payload, ['inputTokens'])
  const outputTokens = pickCount(payload, ['outputTokens'])
  const reasoningTokens = pickCount(payload, ['reasoningTokens'])
  const costUsd = payload?.['costUsd']
  const cost =
    typeof costUsd === 'number' && Number.isFinite(costUsd) && costUsd >= 0
      ? { amount: costUsd, currency: 'USD' }
      : undefined
  const model = pickText(payload, ['model'])
  const told = {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    ...(cost && { cost }),
  }
  return [
    ...(Object.keys(told).length > 0 ? [{ type: 'usage' as const, scope: 'total' as const, ...told }] : []),
    ...(model === undefined ? [] : [{ type: 'identified' as const, model }]),
  ]
}

function failure(text: string): RunEvent {
  const payload = parseObject(text)
  const message = pickText(payload, ['message', 'error', 'detail']) ?? text
  const code = pickText(payload, ['code', 'errorType', 'errorClass', 'type'])
  return { type: 'error', message: message || 'The run failed.', ...(code !== undefined && { class: code }) }
}

function agentIn(text: string): string {
  const payload = parseObject(text)
  if (!payload) return text.trim()
  return pickText(payload, ['targetAgentName', 'agentName', 'name', 'targetAgentId', 'agentId', 'toAgent']) ?? ''
}

/** The text of a JSON list of questions, or whatever the model wrote instead. */
function suggestions(text: string): RunEvent[] {
  const list = parseList(text)?.filter((item) => typeof item === 'string' && item !== '') ?? []
  const said = list.length > 0 ? list.join(' · ') : text.trim()
  return said === '' ? [] : [note(`Suggested next: ${said}`)]
}

function suggestionsInside(text: string, answer: JsonObject | null): RunEvent[] {
  if (!answer) return parseList(text) ? suggestions(text) : []
  const inside = pickJson(answer, ['followups', 'followUps', 'followupSuggestions', 'suggestions'])
  return inside === undefined ? [] : suggestions(inside)
}

function note(message: string): RunEvent {
  return { type: 'notice', message, severity: 'info' }
}

function parseList(text: string): unknown[] | null {
  // In an object, so that there is one guarded way to parse.
  const list = /^\s*\[/.test(text) ? parseObject(`{"list":${text}}`)?.['list'] : null
  return Array.isArray(list) ? list : null
}
