import type { Reading } from './dialect.ts'
import { asObject, pickCount, pickJson, pickText, type JsonObject } from './json.ts'
import type { OperativusState, OwnRun } from './operativus-frames.ts'
import { noteOf } from './operativus-log-notes.ts'
import { endTool, startTool } from './operativus-tools.ts'
import type { RunEvent } from './run-event.ts'

// The run-event log (operativus-ai/agm: AgentRunEventType.java; payloads: AgentService.java, DelegationTool.java,
// HandOffTool.java, GenAiMetricsAdvisor.java). Tools have neither call ids nor contents here.

/** What a logged event means. One of another run than the log's own is told of, but neither ends nor renames this run. */
export function interpretLog(before: OperativusState, type: string, frame: JsonObject): Reading<OperativusState> {
  const runId = pickText(frame, ['runId']) ?? null
  const payload = asObject(frame['payload'])
  const isOwn = before.own === null || runId === null || runId === before.own.runId
  const { own, told } = isOwn ? identify(before.own, runId, frame, payload) : { own: before.own, told: [] }
  const read = readLogged({ ...before, own }, type, { runId, payload, isOwn })
  return { ...read, events: [...told, ...read.events] }
}

type Logged = { runId: string | null; payload: JsonObject | null; isOwn: boolean }

function readLogged(state: OperativusState, type: string, logged: Logged): Reading<OperativusState> {
  const { runId, payload, isOwn } = logged
  switch (type) {
    case 'RUN_START':
    case 'RUN_COMPLETE':
    case 'RUN_FAILED':
    case 'RUN_CANCELLED':
    case 'RUN_PAUSED':
      return isOwn ? lifecycle(state, type, payload) : ofAnother(state, type, logged)
    case 'TOOL_INVOKED': {
      const name = pickText(payload, ['toolName']) ?? 'tool'
      const { tools, events } = startTool(state.tools, { name, runId })
      return goesOn({ ...state, tools }, isOwn, 'tool', events)
    }
    case 'TOOL_COMPLETED': {
      const error = isError(payload) ? { error: errorText(payload) ?? 'The call failed.' } : {}
      const name = pickText(payload, ['toolName'])
      const { tools, events } = endTool(state.tools, { name, runId, ...error })
      return { state: { ...state, tools }, kind: 'result', events }
    }
    case 'LLM_REQUEST':
      return goesOn(state, isOwn, 'lifecycle', [])
    case 'LLM_RESPONSE':
      return { state, ...llmResponse(payload) }
    case 'BUDGET_EXCEEDED': {
      const error: RunEvent = { type: 'error', message: budgetText(payload), class: type }
      const warning: RunEvent = { type: 'notice', message: budgetText(payload), severity: 'warning' }
      return { state, kind: isOwn ? 'error' : 'notice', events: [isOwn ? error : warning] }
    }
    default: {
      const message = noteOf(type, payload)
      if (message === null) return { state, kind: 'unknown', events: [] }
      const severity = isError(payload) ? 'warning' : 'info'
      const why = isError(payload) ? errorText(payload) : undefined
      return {
        state,
        kind: 'notice',
        events: [{ type: 'notice', message: why === undefined ? message : `${message}: ${why}`, severity }],
      }
    }
  }
}

function lifecycle(state: OperativusState, type: string, payload: JsonObject | null): Reading<OperativusState> {
  switch (type) {
    case 'RUN_START':
      return { state: { ...state, paused: false }, kind: 'lifecycle', events: [{ type: 'status', status: 'running' }] }
    case 'RUN_COMPLETE':
      return { state, kind: 'lifecycle', events: [{ type: 'status', status: 'completed' }] }
    case 'RUN_CANCELLED':
      return { state, kind: 'lifecycle', events: [{ type: 'status', status: 'cancelled' }] }
    case 'RUN_PAUSED': {
      const message = pickText(payload, ['message', 'reason']) ?? 'The run is paused.'
      const requestId = pickText(payload, ['approvalId', 'escalationId'])
      return {
        state: { ...state, paused: true },
        kind: 'lifecycle',
        events: [
          { type: 'input.requested', message, ...(requestId !== undefined && { requestId }) },
          { type: 'status', status: 'waiting_for_input' },
        ],
      }
    }
    default: {
      const name = pickText(payload, ['errorClass'])
      const message = errorText(payload) ?? 'The run failed.'
      return {
        state,
        kind: 'error',
        events: [
          { type: 'error', message, ...(name !== undefined && { class: name }) },
          { type: 'status', status: 'failed' },
        ],
      }
    }
  }
}

/** A run that this one started: its end is news here, nothing more. */
function ofAnother(state: OperativusState, type: string, { runId, payload }: Logged): Reading<OperativusState> {
  if (type !== 'RUN_FAILED') return { state, kind: 'lifecycle', events: [] }
  const message = `Run ${runId} failed: ${errorText(payload) ?? 'no reason told'}`
  return { state, kind: 'notice', events: [{ type: 'notice', message, severity: 'warning' }] }
}

/** A paused run that calls a model or a tool is not paused any more. */
function goesOn(
  state: OperativusState,
  isOwn: boolean,
  kind: Reading<OperativusState>['kind'],
  events: readonly RunEvent[],
): Reading<OperativusState> {
  if (!state.paused || !isOwn) return { state, kind, events }
  return { state: { ...state, paused: false }, kind, events: [{ type: 'status', status: 'running' }, ...events] }
}

/** What one call of a model used. One that failed ends no run: the agent may try again or fall back. */
function llmResponse(payload: JsonObject | null): Omit<Reading<OperativusState>, 'state'> {
  const inputTokens = pickCount(payload, ['promptTokens'])
  const outputTokens = pickCount(payload, ['completionTokens'])
  const tokens = {
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
  }
  const usage: RunEvent[] = Object.keys(tokens).length > 0 ? [{ type: 'usage', scope: 'turn', ...tokens }] : []
  if (!isError(payload)) return { kind: 'usage', events: usage }
  const message = `A call of the model failed: ${errorText(payload) ?? 'no reason told'}`
  return { kind: 'notice', events: [...usage, { type: 'notice', message, severity: 'warning' }] }
}

/** What the frame tells of the log's own run and no frame told before. The model is the one that last answered. */
function identify(
  before: OwnRun | null,
  runId: string | null,
  frame: JsonObject,
  payload: JsonObject | null,
): { own: OwnRun; told: RunEvent[] } {
  const own: OwnRun = {
    runId: before?.runId ?? runId,
    agent: pickText(frame, ['agentId']) ?? before?.agent ?? null,
    threadId: pickText(frame, ['sessionId']) ?? before?.threadId ?? null,
    parentRunId: pickText(frame, ['parentRunId']) ?? before?.parentRunId ?? null,
    model: pickText(payload, ['model', 'modelId']) ?? before?.model ?? null,
  }
  const news = {
    ...(own.agent !== null && own.agent !== before?.agent && { agent: own.agent }),
    ...(own.threadId !== null && own.threadId !== before?.threadId && { threadId: own.threadId }),
    ...(own.parentRunId !== null && own.parentRunId !== before?.parentRunId && { parentRunId: own.parentRunId }),
    ...(own.model !== null && own.model !== before?.model && { model: own.model }),
  }
  return { own, told: Object.keys(news).length > 0 ? [{ type: 'identified', ...news }] : [] }
}

function isError(payload: JsonObject | null): boolean {
  const status = payload?.['status']
  return status === 'error' || status === 'ERROR' || status === 'FAILED'
}

function errorText(payload: JsonObject | null): string | undefined {
  return pickText(payload, ['errorMessage', 'message', 'error', 'errorClass'])
}

function budgetText(payload: JsonObject | null): string {
  const spent = pickJson(payload, ['cumulativeUsd', 'actual'])
  const limit = pickJson(payload, ['budgetCeilingUsd', 'limit'])
  const told = spent !== undefined && limit !== undefined ? `: ${spent} of ${limit} USD` : ''
  return `Budget exceeded${told}`
}
