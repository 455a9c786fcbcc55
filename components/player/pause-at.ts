import type { Frame } from '#lib/api/frame.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { readFrame } from '#lib/run/read-frame.ts'
import type { RunState } from './frame-source.ts'
import type { PauseAt } from './player-state.ts'

/** Whether playback is to stop at a frame. `before` is the state of the run before it. */
export function pausesAt(
  conditions: readonly PauseAt[],
  frame: Frame,
  dialect: Dialect | null,
  before: RunState,
): boolean {
  if (conditions.length === 0) return false
  const { events } = readFrame(dialect, before.dialectState, frame).step
  return conditions.some((condition) => {
    switch (condition.type) {
      case 'error':
        return (
          frame.kind === 'error' || events.some((event) => event.type === 'tool.ended' && event.error !== undefined)
        )
      case 'tool':
        return events.some((event) => event.type === 'tool.started' && event.name === condition.name)
      case 'text':
        return patternOf(condition.pattern)?.test(frame.data ?? '') ?? false
      default:
        return condition satisfies never
    }
  })
}

/** The pattern that somebody typed, or null if it is none. */
export function patternOf(text: string): RegExp | null {
  try {
    return text === '' ? null : new RegExp(text, 'u')
  } catch {
    return null
  }
}
