import { delegatingCall, openCall, runningCall } from './arkloop-calls.ts'
import { textOf, type ArkloopFrame } from './arkloop-frame.ts'
import type { ArkloopState } from './arkloop-state.ts'
import { argumentsOf, ended, idOf, nameOf, progress, refusalOf, resultOf, started } from './arkloop-tools.ts'
import type { Reading } from './dialect.ts'
import { pickText } from './json.ts'

/** Whether a frame is about a delegate's run, which tells of itself in the stream of the run that it works for. */
export function isDelegate({ data }: ArkloopFrame): boolean {
  return data['delegate_layer'] === 'acp'
}

/**
 * What a frame of a delegate means for the run that it works for. Its events bear the same names as the run's own, but
 * it never ends that run, and what it writes and uses is not that run's.
 */
export function interpretDelegate(state: ArkloopState, frame: ArkloopFrame): Reading<ArkloopState> {
  const { type, data } = frame
  switch (type) {
    case 'message.delta':
      return progress(state, delegatingCall(state), textOf(data))
    case 'tool.call':
      return called(state, frame)
    case 'tool.result':
      return ended(state, frame, resultOf(frame), true)
    case 'policy.denied':
    case 'tool.denied':
      return ended(state, frame, { error: refusalOf(data) }, true)
    case 'terminal.stdout_delta':
    case 'terminal.stderr_delta':
      return progress(state, runningCall(state, true) ?? delegatingCall(state), pickText(data, ['chunk', 'content']))
    case 'run.failed':
    case 'run.interrupted': {
      const message = pickText(data, ['message', 'reason', 'error_class']) ?? 'no reason was given'
      return {
        state,
        kind: 'notice',
        events: [{ type: 'notice', message: `A delegate failed: ${message}`, severity: 'warning' }],
      }
    }
    case 'run.cancelled':
      return {
        state,
        kind: 'notice',
        events: [{ type: 'notice', message: 'A delegate was cancelled.', severity: 'info' }],
      }
    case 'llm.turn.completed':
      return { state, kind: 'usage', events: [] }
    case 'tool.call.delta':
      return { state, kind: 'tool', events: [] }
    default:
      return { state, kind: 'lifecycle', events: [] }
  }
}

function called(state: ArkloopState, frame: ArkloopFrame): Reading<ArkloopState> {
  const id = idOf(frame.data)
  const isTold = state.open.some((call) => call.nested && call.id !== null && call.id === id)
  if (isTold) return { state, kind: 'tool', events: [] }
  const call = { id: id ?? null, name: nameOf(frame) ?? 'tool', index: null, told: true, written: true, nested: true }
  const opened = openCall(state, call)
  return {
    state: opened.state,
    kind: 'tool',
    events: [started(opened.call, argumentsOf(frame.data), delegatingCall(state))],
  }
}
