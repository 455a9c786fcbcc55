import type { Fields } from '#lib/sse/block.ts'

/** A JSON object as it came from an upstream: any key may be missing or of any type. */
export type JsonObject = { [key: string]: unknown }

// Larger payloads are kept and shown, but not read: parsing them would hold up every other run of the process.
const MAX_CHARS = 8 * 1024 * 1024

/** The object that the text holds, or null if it is no JSON object. Never throws. */
export function parseObject(text: string | null): JsonObject | null {
  if (text === null || text.length > MAX_CHARS || !/^\s*\{/.test(text)) return null
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    return null // not JSON: the caller calls it unknown, the bytes are kept
  }
}

/** What the text holds as JSON, undefined if it is none. Never throws. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // an answer of another kind: the caller reads nothing from it
  }
}

// Only the latest: a frame is asked about several times in a row. A WeakMap of all costs twice as much as parsing.
let latest: { block: Fields; payload: JsonObject | null } | null = null

/** The object that a block's data holds, parsed once for all that is asked about the block in a row. */
export function payloadOf(block: Fields): JsonObject | null {
  if (latest?.block !== block) latest = { block, payload: parseObject(block.data) }
  return latest.payload
}

/** The value as an object, or null. */
export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

/** The first of the named fields that is a non-empty string or a number, as text. */
export function pickText(object: JsonObject | null, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = object && Object.hasOwn(object, name) ? object[name] : undefined
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return undefined
}

/** The first of the named fields that is there, as text: strings as they are, all else as JSON. */
export function pickJson(object: JsonObject | null, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = object && Object.hasOwn(object, name) ? object[name] : undefined
    if (value === undefined || value === null) continue
    const text = typeof value === 'string' ? value : stringify(value)
    if (text !== undefined) return text
  }
  return undefined
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined // nested deeper than the stack: parsing takes that, writing does not; the bytes are kept
  }
}

/** The first of the named fields that is a whole number of zero or more. */
export function pickCount(object: JsonObject | null, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = object && Object.hasOwn(object, name) ? object[name] : undefined
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  }
  return undefined
}
