import type { ArkloopState, Call } from './arkloop-state.ts'

// Calls whose ends never come must not make every later frame dearer.
const MAX_OPEN = 1000
const MAX_DENIED = 100

/** The state with one more call, and that call: under the upstream's id, or one made up by order. */
export function openCall(state: ArkloopState, call: Omit<Call, 'callId'>): { state: ArkloopState; call: Call } {
  const made = call.id === null || call.nested ? state.made + 1 : state.made
  const opened = { ...call, callId: call.id === null || call.nested ? `#${made}` : call.id }
  return { state: { ...state, made, open: [...state.open.slice(1 - MAX_OPEN), opened] }, call: opened }
}

/** The state in which `call` is as `changes` say. */
export function changeCall(state: ArkloopState, call: Call, changes: Partial<Call>): ArkloopState {
  return { ...state, open: state.open.map((other) => (other === call ? { ...other, ...changes } : other)) }
}

/** The state without `call`. */
export function closeCall(state: ArkloopState, call: Call | undefined): ArkloopState {
  return call ? { ...state, open: state.open.filter((other) => other !== call) } : state
}

/** The state that remembers a refusal: a result of the same call may follow. */
export function remember(state: ArkloopState, denied: string): ArkloopState {
  return { ...state, denied: [...state.denied.slice(1 - MAX_DENIED), denied] }
}

/** The call that an end belongs to: by id, else by name, else the oldest. */
export function findCall(
  { open }: ArkloopState,
  nested: boolean,
  id: string | undefined,
  name: string | undefined,
): Call | undefined {
  const calls = open.filter((call) => call.nested === nested)
  const byName = (call: Call) => name === undefined || call.name === null || call.name === name
  if (id === undefined) return calls.find(byName)
  // One that was begun without an id may get it later.
  return calls.find((call) => call.id === id) ?? calls.find((call) => call.id === null && byName(call))
}

/** The latest call that runs: what output without an id of its own comes from. */
export function runningCall({ open }: ArkloopState, nested: boolean): Call | undefined {
  const runs = (call: Call) => call.nested === nested && call.name !== null
  return open.findLast((call) => runs(call) && call.told) ?? open.findLast(runs)
}

/** The call that a delegate works for: the latest whose name says so, else the latest at all. */
export function delegatingCall(state: ArkloopState): Call | undefined {
  const delegates = (call: Call) => !call.nested && call.told && /acp|agent|delegat/i.test(call.name ?? '')
  return state.open.findLast(delegates) ?? runningCall(state, false)
}
