import { emit, wait, type Step } from '../script.ts'
import type { Happening, Moment } from './timeline.ts'

/** A timeline as a stream of named events without ids. */
export function genericSteps(moments: readonly Moment[]): Step[] {
  return moments.flatMap(({ afterMs, what }) => [wait(afterMs), ...framesOf(what)])
}

/** What a delegate does is not told, and nobody is asked anything. */
function framesOf(what: Happening): Step[] {
  switch (what.name) {
    case 'say':
      return [emit({ text: what.text }, { event: 'delta' })]
    case 'think':
      return [emit({ text: what.text }, { event: 'thought' })]
    case 'called':
      return [emit({ call: what.callId, tool: what.call.name, arguments: what.call.args }, { event: 'tool' })]
    case 'progress':
      return [emit({ call: what.callId, note: what.message }, { event: 'tool' })]
    case 'returned': {
      const outcome = what.failed ? { error: what.call.failure } : { result: what.call.result }
      return [emit({ call: what.callId, ...outcome }, { event: 'tool' })]
    }
    case 'notice':
      return [emit({ message: what.message }, { event: what.severity })]
    case 'asked':
    case 'delegated':
      return []
    default:
      return what satisfies never
  }
}
