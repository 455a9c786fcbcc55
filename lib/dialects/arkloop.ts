import { interpretArkloop } from './arkloop-frames.ts'
import {
  cancelRequests,
  get,
  inputRequests,
  isSeq,
  runFields,
  startMetadata,
  startRequest,
  watchRequest,
} from './arkloop-requests.ts'
import { arkloopRest } from './arkloop-rest.ts'
import { noState, type ArkloopState } from './arkloop-state.ts'
import type { Dialect } from './dialect.ts'
import { eventId } from './event-id.ts'
import { parseObject, payloadOf, pickCount, pickText } from './json.ts'
import { rfc3339Us } from './rfc3339.ts'

// Arkloop, as its server sends (conversationapi/v1_runs.go) and as its documentation says ("Runs", "API & SSE
// Specification"). Frames are numbered 1, 2, 3 in each run; a stream that is followed is never closed by the server.

/** Runs of Arkloop's agent loop. */
export const arkloop: Dialect<ArkloopState> = {
  name: 'arkloop',
  label: 'Arkloop',
  summary: 'resumes, tools, input, cancel',
  initial: noState,
  settings: ['discover'],
  surfaces: [{ name: '', label: 'Stream' }],
  stream: () => ({ class: 'A', dense: true, grace: { quietMs: 10_000 }, endedEarly: 'ask', askAfterMs: 300_000 }),
  interpret: interpretArkloop,
  identify(block) {
    const id = eventId(block.id)
    if (id !== null) return id
    const seq = pickCount(payloadOf(block), ['seq'])
    return seq === undefined ? null : String(seq)
  },
  compareIds: (a, b) => (isSeq(a) && isSeq(b) ? Number(a) - Number(b) : null),
  emittedUs: (block) => rfc3339Us(pickText(payloadOf(block), ['ts', 'created_at'])),
  operations: [
    {
      name: 'run',
      label: 'Start a run',
      idempotent: false,
      surface: '',
      created: (text) => pickText(parseObject(text), ['run_id']) ?? null,
      fields: runFields,
      upstreamRunId: () => null,
      request: startRequest,
      // The message is in the thread, not in the request.
      title: () => null,
      threadId: (start) => start.params['threadId'] ?? null,
      metadata: startMetadata,
    },
  ],
  watch: watchRequest,
  check: () => get('/v1/runs?limit=1'),
  atEnd: () => null,
  cancel: cancelRequests,
  input: inputRequests,
  rest: arkloopRest,
}
