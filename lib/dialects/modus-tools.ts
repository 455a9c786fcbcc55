import type { Reading } from './dialect.ts'
import { asObject, pickJson, pickText, type JsonObject } from './json.ts'

// The fields of tool frames are not documented: ids and names are looked for where such APIs put them, and a call
// without an id is paired by name, then by order.

const ID = ['toolCallId', 'tool_call_id', 'callId', 'call_id', 'toolUseId', 'id']
const NAME = ['toolName', 'tool_name', 'name', 'tool']
const ARGUMENTS = ['arguments', 'args', 'input', 'parameters', 'params']
const RESULT = ['result', 'output', 'content', 'response', 'data']

// Calls whose ends never come must not make every later frame dearer.
const MAX_OPEN = 1000

type OpenTool = { callId: string; name: string; made: boolean }

/** Calls without an end so far, oldest first, and how many ids were made up. */
export type ToolState = { open: readonly OpenTool[]; made: number }

export const noTools: ToolState = { open: [], made: 0 }

/** What a `tool_…` frame means. Never throws; what fits nothing is progress of its call, or of none. */
export function interpretTool(state: ToolState, type: string, frame: JsonObject): Reading<ToolState> {
  const nested = asObject(frame['tool']) ?? asObject(frame['toolCall']) ?? asObject(frame['data'])
  const callId = pickText(frame, ID) ?? pickText(nested, ID)
  const name = pickText(frame, NAME) ?? pickText(nested, NAME)
  // A call may be told twice, when the model makes it and when it begins: the second time it goes on.
  const isTold = state.open.some((call) => call.callId === callId)
  if (!isTold && /^tool_(?:start|started|call|begin|use)$/.test(type)) {
    return started(state, callId, name, frame, nested)
  }
  if (/^tool_(?:end|ended|result|output|complete|completed|finish|finished|error|failed)$/.test(type)) {
    return ended(state, type, callId, name, frame, nested)
  }
  const open = find(state, callId, name)
  if (!open) return { state, kind: 'tool', events: [] }
  const delta = pickText(frame, ['argumentsDelta', 'arguments_delta', 'inputDelta', 'argsDelta', 'delta'])
  if (delta !== undefined && /arg|input|delta/.test(type)) {
    return { state, kind: 'tool', events: [{ type: 'tool.arguments', callId: open.callId, delta }] }
  }
  const text = pickJson(frame, ['message', 'status', 'progress', 'text', ...RESULT]) ?? ''
  return { state, kind: 'tool', events: [{ type: 'tool.progress', callId: open.callId, text }] }
}

function started(
  state: ToolState,
  givenId: string | undefined,
  givenName: string | undefined,
  frame: JsonObject,
  nested: JsonObject | null,
): Reading<ToolState> {
  const made = givenId === undefined ? state.made + 1 : state.made
  const callId = givenId ?? `#${made}`
  const name = givenName ?? 'tool'
  const input = pickJson(frame, ARGUMENTS) ?? pickJson(nested, ARGUMENTS)
  const parent = pickText(frame, ['parentToolCallId', 'parentCallId', 'parent_tool_call_id', 'parentId'])
  return {
    state: { open: [...state.open.slice(1 - MAX_OPEN), { callId, name, made: givenId === undefined }], made },
    kind: 'tool',
    events: [
      {
        type: 'tool.started',
        callId,
        name,
        ...(input !== undefined && { arguments: input }),
        ...(parent !== undefined && { parentCallId: parent }),
      },
    ],
  }
}

function ended(
  state: ToolState,
  type: string,
  givenId: string | undefined,
  givenName: string | undefined,
  frame: JsonObject,
  nested: JsonObject | null,
): Reading<ToolState> {
  const open = find(state, givenId, givenName)
  const made = open || givenId !== undefined ? state.made : state.made + 1
  const error = errorText(type, frame) ?? (nested && errorText(type, nested))
  const result = pickJson(frame, RESULT) ?? pickJson(nested, RESULT)
  return {
    state: { open: state.open.filter((call) => call !== open), made },
    kind: 'result',
    events: [
      {
        type: 'tool.ended',
        callId: open?.callId ?? givenId ?? `#${made}`,
        name: givenName ?? open?.name ?? 'tool',
        ...(result !== undefined && { result }),
        ...(error && { error }),
      },
    ],
  }
}

function find(state: ToolState, callId: string | undefined, name: string | undefined): OpenTool | undefined {
  if (callId !== undefined) {
    const known = state.open.find((call) => call.callId === callId)
    // An end may carry an id of its own although the start had none: then it closes a call without an id.
    if (known) return known
    return state.open.find((call) => call.made && (name === undefined || call.name === name))
  }
  return name === undefined ? state.open[0] : state.open.find((call) => call.name === name)
}

function errorText(type: string, frame: JsonObject): string | undefined {
  const nested = asObject(frame['error'])
  const text = pickText(nested, ['message', 'error']) ?? pickJson(frame, ['error', 'errorMessage'])
  const failed =
    /error|failed/.test(type) ||
    frame['isError'] === true ||
    frame['success'] === false ||
    frame['status'] === 'error' ||
    frame['status'] === 'failed'
  if (text !== undefined && text !== 'false') return text
  return failed ? (pickJson(frame, ['message', ...RESULT]) ?? 'The call failed.') : undefined
}
