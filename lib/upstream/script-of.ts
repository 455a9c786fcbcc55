import type { Fixture } from '#lib/dialects/fixtures/fixture.ts'
import { emit, wait, type Script } from './script.ts'

/** The script that serves a dialect's fixture, its ids included, so many ms from frame to frame. */
export function scriptOf(fixture: Fixture, everyMs = 0): Script {
  return {
    steps: fixture.frames.flatMap(({ block: { id, event, data } }, at) => [
      ...(at > 0 && everyMs > 0 ? [wait(everyMs)] : []),
      emit(data ?? '', { id, ...(event !== null && { event }) }),
    ]),
  }
}
