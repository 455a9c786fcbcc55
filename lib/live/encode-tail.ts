import { encodeEvent } from '#lib/sse/encode.ts'
import type { TailEvent } from './tail-runs.ts'

/** What happens to the one run of a stream, as a server-sent event. Only frames carry an id: it is where to go on. */
export function encodeOne(event: TailEvent): string {
  switch (event.type) {
    case 'frames':
      return encodeEvent({ event: 'frames', id: event.lastSeq, data: event.frames })
    case 'run':
      return encodeEvent({ event: 'run', data: JSON.stringify(event.changes) })
    case 'end':
      return encodeEvent({ event: 'end', data: JSON.stringify({ after: event.lastSeq }) })
    default:
      return event satisfies never
  }
}

/** The same on a stream of several runs: each event names its run, and a client goes on by the cursors that it keeps. */
export function encodeSeveral(event: TailEvent): string {
  const run = JSON.stringify(event.id)
  switch (event.type) {
    case 'frames':
      return encodeEvent({ event: 'frames', data: `{"run":${run},"frames":${event.frames}}` })
    case 'run':
      return encodeEvent({ event: 'run', data: `{"run":${run},"changes":${JSON.stringify(event.changes)}}` })
    case 'end':
      return encodeEvent({ event: 'end', data: `{"run":${run},"after":${event.lastSeq}}` })
    default:
      return event satisfies never
  }
}
