import type { Reading } from './dialect.ts'
import { asObject, pickCount, pickText, type JsonObject } from './json.ts'
import { interpretTool, noTools, type ToolState } from './modus-tools.ts'
import type { RunEvent } from './run-event.ts'

export { noTools }
export type ModusState = ToolState

/** What a Modus `RunEvent` means (docs: "Create a run and stream events via SSE", RunEvent discriminated union). */
export function interpretModus(state: ModusState, frame: JsonObject | null): Reading<ModusState> {
  const type = frame && pickText(frame, ['type'])
  if (!frame || !type) return { state, kind: 'unknown', events: [] }
  switch (type) {
    case 'token': {
      const text = pickText(frame, ['content']) ?? ''
      return { state, kind: 'output', events: [{ type: 'text.delta', text }] }
    }
    case 'reasoning':
    case 'reasoning_delta':
    case 'thinking': {
      const text = pickText(frame, ['content', 'text', 'delta']) ?? ''
      return { state, kind: 'reasoning', events: [{ type: 'reasoning.delta', text }] }
    }
    case 'done':
      return {
        state,
        kind: 'lifecycle',
        events: [...usage(frame), ...identified(frame), { type: 'status', status: 'completed' }],
      }
    case 'error':
      return { state, kind: 'error', events: [failure(frame), { type: 'status', status: 'failed' }] }
    case 'cancelled':
      return { state, kind: 'lifecycle', events: [{ type: 'status', status: 'cancelled' }] }
    case 'notice': {
      const message = pickText(frame, ['message']) ?? ''
      const severity = frame['severity'] === 'warning' ? 'warning' : 'info'
      return { state, kind: 'notice', events: [{ type: 'notice', message, severity }] }
    }
    case 'heartbeat':
      return { state, kind: 'heartbeat', events: [] }
    case 'usage':
      return { state, kind: 'usage', events: usage({ usage: asObject(frame['usage']) ?? frame }) }
    default:
      return /^tool(?:_|$)/.test(type) ? interpretTool(state, type, frame) : { state, kind: 'unknown', events: [] }
  }
}

function failure(frame: JsonObject): RunEvent {
  const nested = asObject(frame['error'])
  const message = pickText(frame, ['error', 'message']) ?? pickText(nested, ['message', 'error']) ?? 'The run failed.'
  const code = pickText(frame, ['code', 'status', 'statusCode']) ?? pickText(nested, ['code', 'type'])
  return { type: 'error', message, ...(code && { class: code }) }
}

function identified(frame: JsonObject): RunEvent[] {
  const upstreamRunId = pickText(frame, ['runId'])
  const threadId = pickText(frame, ['threadId'])
  if (!upstreamRunId && !threadId) return []
  return [{ type: 'identified', ...(upstreamRunId && { upstreamRunId }), ...(threadId && { threadId }) }]
}

// Usage in the stream is not documented; where a frame carries one, it is read as the run's total.
function usage(frame: JsonObject): RunEvent[] {
  const from = asObject(frame['usage'])
  const inputTokens = pickCount(from, ['inputTokens', 'input_tokens', 'promptTokens', 'prompt_tokens'])
  const outputTokens = pickCount(from, ['outputTokens', 'output_tokens', 'completionTokens', 'completion_tokens'])
  if (inputTokens === undefined && outputTokens === undefined) return []
  return [
    {
      type: 'usage',
      scope: 'total',
      ...(inputTokens !== undefined && { inputTokens }),
      ...(outputTokens !== undefined && { outputTokens }),
    },
  ]
}
