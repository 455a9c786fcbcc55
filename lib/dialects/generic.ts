import type { Dialect } from './dialect.ts'
import { eventId, lastEventId } from './event-id.ts'
import { pickText } from './json.ts'
import { compareRedisIds } from './redis-id.ts'

/** Any server-sent-events stream: every block is kept, none is read beyond its event name. */
export const generic: Dialect<null> = {
  name: 'generic',
  label: 'Generic SSE',
  summary: 'keeps all, reads none',
  initial: null,
  settings: ['paths', 'resumeById'],
  surfaces: [{ name: '', label: 'Stream' }],
  stream: (_surface, settings) => ({
    class: settings.resumeById ? 'B' : 'C',
    dense: false,
    grace: null,
    endedEarly: 'ended',
    askAfterMs: null,
  }),
  interpret(state, block) {
    if (block.event === 'error') {
      return { state, kind: 'error', events: [{ type: 'error', message: block.data?.slice(0, 500) || 'error' }] }
    }
    if (block.event !== null && /^(?:ping|heartbeat|keep-?alive)$/i.test(block.event)) {
      return { state, kind: 'heartbeat', events: [] }
    }
    return { state, kind: 'unknown', events: [] }
  },
  identify: (block) => eventId(block.id),
  compareIds(a, b) {
    if (/^\d{1,15}$/.test(a) && /^\d{1,15}$/.test(b)) return Number(a) - Number(b)
    return compareRedisIds(a, b)
  },
  emittedUs: () => null,
  operations: [
    {
      name: 'stream',
      label: 'Open a stream',
      idempotent: false,
      surface: '',
      created: null,
      fields: [
        { name: 'method', label: 'Method', type: 'select', in: 'params', required: true, options: ['GET', 'POST'] },
        {
          name: 'path',
          label: 'Path',
          type: 'text',
          in: 'params',
          required: true,
          placeholder: '/v1/stream?topic=news',
        },
      ],
      upstreamRunId: () => null,
      request(start) {
        const method = (start.params['method'] ?? 'POST').toUpperCase()
        const path = start.params['path'] ?? ''
        if (method !== 'GET' && method !== 'POST') return { error: 'params.method must be GET or POST' }
        if (!path.startsWith('/')) return { error: 'params.path must start with /' }
        const accept = { accept: 'text/event-stream' }
        if (method === 'GET') return { method, path, headers: accept, body: null }
        return {
          method,
          path,
          headers: { ...accept, 'content-type': 'application/json' },
          body: JSON.stringify(start.body),
        }
      },
      title: (start) =>
        pickText(start.body, ['message', 'prompt', 'input', 'query', 'text']) ?? start.params['path'] ?? null,
      threadId: (start) => pickText(start.body, ['threadId', 'thread_id', 'sessionId', 'session_id']) ?? null,
      metadata: () => ({}),
    },
  ],
  watch({ upstreamRunId, start, cursor, settings }) {
    const path = watchPath(upstreamRunId, start, settings.paths?.watch)
    if (path === null) return null
    const resume = settings.resumeById && cursor !== null ? lastEventId(cursor) : {}
    return { method: 'GET', path, headers: { accept: 'text/event-stream', ...resume }, body: null }
  },
  check: () => ({ method: 'GET', path: '/', headers: { accept: '*/*' }, body: null }),
  atEnd: () => 'ended',
  cancel: () => ({ reason: 'What cancels a run of a generic stream is not known.' }),
  input: () => ({ reason: 'A generic stream takes no input.' }),
  rest: null,
}

/** The template that the source gives; for a stream that was opened by GET, its own path again. */
function watchPath(
  upstreamRunId: string | null,
  start: { params: Record<string, string> } | null,
  template: string | undefined,
): string | null {
  if (upstreamRunId !== null && template) return template.replaceAll('{runId}', encodeURIComponent(upstreamRunId))
  if (start && start.params['method']?.toUpperCase() === 'GET') return start.params['path'] ?? null
  return null
}
