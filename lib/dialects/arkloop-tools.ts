import { changeCall, closeCall, findCall, openCall, remember, runningCall } from './arkloop-calls.ts'
import { usageOf, type ArkloopFrame } from './arkloop-frame.ts'
import type { ArkloopState, Call } from './arkloop-state.ts'
import type { Reading } from './dialect.ts'
import { asObject, pickCount, pickJson, pickText, type JsonObject } from './json.ts'
import type { RunEvent } from './run-event.ts'

/** What a frame about a tool call means; null if it is about none. */
export function interpretTool(state: ArkloopState, frame: ArkloopFrame): Reading<ArkloopState> | null {
  switch (frame.type) {
    case 'tool.call.delta':
      return written(state, frame)
    case 'tool.call':
      return called(state, frame)
    case 'tool.result': {
      const reading = ended(state, frame, resultOf(frame))
      return { ...reading, events: [...reading.events, ...usageOf(frame.data, 'turn')] }
    }
    case 'policy.denied':
    case 'tool.denied': {
      const id = idOf(frame.data)
      const reading = ended(state, frame, { error: refusalOf(frame.data) })
      return id === undefined ? reading : { ...reading, state: remember(reading.state, id) }
    }
    case 'terminal.stdout_delta':
    case 'terminal.stderr_delta':
      return progress(state, runningCall(state, false), pickText(frame.data, ['chunk', 'content']))
    case 'terminal.stdin_expected':
    case 'terminal.stdin_interaction':
      return { state, kind: 'tool', events: [] }
    default:
      return null
  }
}

/** Output of a call that goes on. */
export function progress(state: ArkloopState, call: Call | undefined, text = ''): Reading<ArkloopState> {
  const events: RunEvent[] = call && text !== '' ? [{ type: 'tool.progress', callId: call.callId, text }] : []
  return { state, kind: 'tool', events }
}

/** The upstream's id of the call that a frame is about. */
export function idOf(data: JsonObject): string | undefined {
  return pickText(data, ['tool_call_id'])
}

/** The name of the tool that a frame is about. */
export function nameOf({ data, toolName }: ArkloopFrame): string | undefined {
  return pickText(data, ['tool_name', 'name']) ?? toolName
}

/** What a call is called with, as JSON text. */
export function argumentsOf(data: JsonObject): string | undefined {
  return pickJson(data, ['arguments', 'input'])
}

/** What a `tool.result` says came of the call. */
export function resultOf({ data, errorClass }: ArkloopFrame): { result?: string; error?: string } {
  const result = pickJson(data, ['result', 'output'])
  const failure = asObject(data['error'])
  const error =
    pickText(failure, ['message', 'error_class']) ??
    pickJson(data, ['error']) ??
    (errorClass === undefined ? undefined : (pickText(data, ['message']) ?? errorClass))
  return { ...(result !== undefined && { result }), ...(error !== undefined && { error }) }
}

/** Why a call was refused. */
export function refusalOf(data: JsonObject): string {
  return pickText(data, ['message', 'deny_reason', 'reason', 'code']) ?? 'The call was denied.'
}

/**
 * A part of a call's arguments, as the model writes it. Only the first part need name the call; the others go by its
 * place among the calls of the turn. A call without a name is not begun: `tool.call` brings all of it.
 */
function written(state: ArkloopState, frame: ArkloopFrame): Reading<ArkloopState> {
  const { data } = frame
  const id = idOf(data)
  const index = pickCount(data, ['tool_call_index'])
  const name = nameOf(frame)
  const delta = pickText(data, ['arguments_delta']) ?? ''
  const known = state.open.findLast(
    (call) =>
      !call.nested && !call.told && (id === undefined ? index !== undefined && call.index === index : call.id === id),
  )
  if (known?.name === null || (!known && id === undefined && index === undefined))
    return { state, kind: 'tool', events: [] }
  if (known) {
    if (delta === '') return { state, kind: 'tool', events: [] }
    return {
      state: known.written ? state : changeCall(state, known, { written: true }),
      kind: 'tool',
      events: [{ type: 'tool.arguments', callId: known.callId, delta }],
    }
  }
  const opened = openCall(state, {
    id: id ?? null,
    name: name ?? null,
    index: index ?? null,
    told: false,
    written: delta !== '',
    nested: false,
  })
  if (name === undefined) return { state: opened.state, kind: 'tool', events: [] }
  const { callId } = opened.call
  return {
    state: opened.state,
    kind: 'tool',
    events: [
      { type: 'tool.started', callId, name },
      ...(delta === '' ? [] : [{ type: 'tool.arguments' as const, callId, delta }]),
    ],
  }
}

function called(state: ArkloopState, frame: ArkloopFrame): Reading<ArkloopState> {
  const id = idOf(frame.data)
  const name = nameOf(frame)
  const input = argumentsOf(frame.data)
  const known = findWritten(state, id, name)
  if (!known || known.name === null) {
    const call = { id: id ?? null, name: name ?? 'tool', index: null, told: true, written: true, nested: false }
    const before = known ? closeCall(state, known) : state
    const opened = openCall({ ...before, denied: before.denied.filter((denied) => denied !== id) }, call)
    return { state: opened.state, kind: 'tool', events: [started(opened.call, input)] }
  }
  return {
    state: changeCall(state, known, { told: true, written: true, id: id ?? known.id }),
    kind: 'tool',
    events: known.told ? [] : [completed(known.callId, known.written ? '' : (input ?? ''))],
  }
}

/** The call that `tool.call` tells of, if parts of it came before, or if it was told already. */
function findWritten(state: ArkloopState, id: string | undefined, name: string | undefined): Call | undefined {
  const calls = state.open.filter((call) => !call.nested)
  const byId = id === undefined ? undefined : calls.find((call) => call.id === id)
  const fits = (call: Call) => call.name === null || call.name === name
  return byId ?? calls.find((call) => !call.told && (call.id === null || id === undefined) && fits(call))
}

/** A call whose parts came before is whole: only now its tool is called. */
function completed(callId: string, delta: string): RunEvent {
  return { type: 'tool.arguments', callId, delta, complete: true }
}

/** The event that begins a call. */
export function started(call: Call, input: string | undefined, parent?: Call): RunEvent {
  return {
    type: 'tool.started',
    callId: call.callId,
    name: call.name ?? 'tool',
    ...(input !== undefined && { arguments: input }),
    ...(parent && { parentCallId: parent.callId }),
  }
}

/** The end of a call, of one whose start was never seen too. */
export function ended(
  state: ArkloopState,
  frame: ArkloopFrame,
  outcome: { result?: string; error?: string },
  nested = false,
): Reading<ArkloopState> {
  const id = idOf(frame.data)
  const given = nameOf(frame)
  const call = findCall(state, nested, id, given)
  if (!call && id !== undefined && state.denied.includes(id)) return { state, kind: 'result', events: [] }
  const isNameless = !call && (id === undefined || nested)
  const made = isNameless ? state.made + 1 : state.made
  return {
    state: { ...closeCall(state, call), made },
    kind: 'result',
    events: [
      {
        type: 'tool.ended',
        callId: call?.callId ?? (isNameless || id === undefined ? `#${made}` : id),
        name: call?.name ?? given ?? 'tool',
        ...outcome,
      },
    ],
  }
}
