import type { Frame } from '#lib/api/frame.ts'

export type Payload = {
  /** What matters, in the text colour: a tool's name, the words of a message. */
  lead: string
  /** The rest, muted. */
  rest: string
  notJson?: boolean
}

const textKeys = [
  'content',
  'content_delta',
  'delta',
  'text',
  'chunk',
  'message',
  'error',
  'output',
  'summary',
  'reason',
  'status',
]
const typeKeys = ['type', 'event', 'eventType']
/** What every frame of a stream has. */
const sharedKeys = [
  'id',
  'callId',
  'toolCallId',
  'tool_call_id',
  'timestamp',
  'ts',
  'seq',
  'event_id',
  'run_id',
  'trace_id',
]
const nameKeys = ['toolName', 'tool_name', 'name', 'tool', 'displayName']
const argumentKeys = [
  'error',
  'arguments',
  'args',
  'input',
  'parameters',
  'result',
  'output',
  'arguments_delta',
  'delta',
  'message',
  'text',
  'progress',
]
const longest = 240

/** One line for a frame's row. It only helps the eye: the inspector shows what the frame really says. */
export function payloadOf(frame: Frame): Payload {
  if (frame.kind === 'comment') return { lead: '', rest: `: ${oneLine(frame.data ?? '')}` }
  if (frame.kind === 'retry') return { lead: '', rest: `retry ${oneLine(frame.data ?? '')}`.trim() }
  if (frame.data === null) return { lead: '', rest: frame.upstreamId === null ? 'no data' : `id ${frame.upstreamId}` }
  // A row is drawn ten times a second: a large frame is not parsed for it.
  if (frame.data.length > 16_384) return { lead: oneLine(frame.data), rest: '' }
  const value = parse(frame.data)
  if (value === undefined) return { lead: oneLine(frame.data), rest: '', notJson: !sentinels.has(frame.data) }
  if (!isObject(value)) return { lead: oneLine(frame.data), rest: '' }
  if (frame.kind === 'tool' || frame.kind === 'result') return toolPayload(value, frame)
  return plainPayload(value, frame)
}

const sentinels = new Set(['[DONE]', ''])

function toolPayload(value: Record<string, unknown>, frame: Frame): Payload {
  const inner = isObject(value['data']) ? { ...value, ...value['data'] } : value
  const tool = isObject(inner['tool']) ? { ...inner, ...inner['tool'] } : inner
  const name = firstString(tool, nameKeys)
  if (name === null) return plainPayload(value, frame)
  const detail = argumentKeys
    .map((key) => tool[key])
    .find((entry) => entry !== undefined && entry !== null && entry !== name)
  return {
    lead: oneLine(name),
    rest: oneLine(typeof detail === 'string' ? detail : detail === undefined ? rest(tool) : text(detail)),
  }
}

function plainPayload(value: Record<string, unknown>, frame: Frame): Payload {
  const { data } = value
  const type = firstString(value, typeKeys) ?? frame.event ?? ''
  if (typeof data === 'string') {
    const isText = frame.kind === 'output' || frame.kind === 'reasoning'
    return isText ? { lead: oneLine(data), rest: '' } : { lead: oneLine(type), rest: oneLine(data) }
  }
  const words = firstText(isObject(data) ? { ...value, ...data } : value)
  if (words !== null) return { lead: oneLine(words), rest: '' }
  return { lead: oneLine(type), rest: oneLine(rest(isObject(data) ? data : value)) }
}

function firstText(value: Record<string, unknown>): string | null {
  for (const key of textKeys) {
    const entry = value[key]
    if (typeof entry === 'string' && entry !== '') return entry
    if (isObject(entry)) {
      const inside = firstString(entry, ['message', 'text', 'content'])
      if (inside !== null) return inside
    }
  }
  return null
}

function firstString(value: Record<string, unknown>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const entry = value[key]
    if (typeof entry === 'string' && entry !== '') return entry
  }
  return null
}

/** The other fields as `key value`, without what every frame has. */
function rest(value: Record<string, unknown>): string {
  return Object.entries(value)
    .filter(([key]) => ![...typeKeys, ...sharedKeys, ...nameKeys].includes(key))
    .slice(0, 6)
    .map(([key, entry]) => `${key} ${text(entry)}`)
    .join(' ')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Line breaks and control characters as one space; bidi marks away, so that a row cannot turn its neighbours round. */
export function oneLine(value: string): string {
  return value
    .slice(0, longest)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
