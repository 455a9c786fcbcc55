import { createHash } from 'node:crypto'
import { goJson, goTime } from './go-json.ts'
import type { Step } from './script.ts'
import type { Complete } from './scripted-run.ts'

/** An event of a run as a script gives it; the server adds its number, its time and its ids. */
export type ArkloopEvent = {
  type: string
  data: Record<string, unknown>
  tool_name?: string
  error_class?: string
}

/** The frames that go over the wire, or those that the documentation shows. */
export type ArkloopShape = 'coded' | 'documented'

/** An event, with a tool's name and an error's class beside its data where the server puts them. */
export function arkloopEvent(type: string, data: Record<string, unknown> = {}): ArkloopEvent {
  const tool = /^tool\.(?:call|result)$/.test(type) ? data['tool_name'] : undefined
  const failed = (data['error'] as { error_class?: unknown } | undefined)?.error_class ?? data['error_class']
  return {
    type,
    data,
    ...(typeof tool === 'string' && { tool_name: tool }),
    ...(/^(?:tool\.result|run\.failed|run\.interrupted)$/.test(type) &&
      typeof failed === 'string' && { error_class: failed }),
  }
}

/** A step of a script that sends one event. */
export function emitArkloop(type: string, data: Record<string, unknown> = {}): Step {
  return { do: 'emit', payload: arkloopEvent(type, data) }
}

/** An event of a delegate, which reuses the names of the run's own. */
export function emitDelegate(type: string, data: Record<string, unknown> = {}): Step {
  return emitArkloop(type, { ...data, delegate_layer: 'acp' })
}

/** How a server of this shape writes events. Text, which a fixture gives, goes out as it is. */
export function arkloopVoice(shape: ArkloopShape): Complete {
  return ({ runId, id, payload, nowMs }) => {
    if (!isEvent(payload)) return { payload }
    const { type, data, ...top } = payload
    const seq = Number(id)
    if (shape === 'documented') {
      const created_at = new Date(nowMs).toISOString()
      return { payload: JSON.stringify({ seq, ...documented(payload), created_at }), id: null }
    }
    const whole = { ...top, type, seq, run_id: runId, event_id: eventId(runId, seq), ts: goTime(nowMs) }
    return { payload: goJson({ ...whole, data: { ...data, trace_id: traceOf(runId) } }), event: type }
  }
}

/** The events' own reading of a script's payload or a fixture's text; null if it is no event. */
export function eventOf(payload: unknown): ArkloopEvent | null {
  if (isEvent(payload)) return payload
  if (typeof payload !== 'string') return null
  try {
    const value: unknown = JSON.parse(payload)
    return isEvent(value) ? value : null
  } catch {
    return null
  }
}

/** Sixteen bytes in hexadecimal, the same for the same text. */
export function traceOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

function isEvent(value: unknown): value is ArkloopEvent {
  if (typeof value !== 'object' || value === null) return false
  const { type, data } = value as { type?: unknown; data?: unknown }
  return typeof type === 'string' && typeof data === 'object' && data !== null
}

/** The documentation has other names for the same. */
function documented({ type, data: { content_delta, ...data } }: ArkloopEvent): { type: string; data: object } {
  return {
    type: documentedTypes[type] ?? type,
    data: content_delta === undefined ? data : { ...data, content: content_delta },
  }
}

const documentedTypes: Readonly<Record<string, string>> = {
  'run.input_requested': 'run.waiting_for_input',
  'policy.denied': 'tool.denied',
}

function eventId(runId: string, seq: number): string {
  const hex = traceOf(`${runId} ${seq}`)
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-')
}
