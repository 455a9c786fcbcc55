import { cutText } from './cut-text.ts'

/**
 * Text as Postgres takes it: it refuses NUL in text, and half a surrogate pair in JSON. What frames carried is kept in
 * their bytes; this is only a reading of it.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed()
}

/** The value as JSON that Postgres takes. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? storable(part) : part))
}

/** The text as a column with an index takes it: no such row has room for a name without end. Null stays null. */
export function storableName(text: string | null): string | null {
  return cutText(text, 512).text
}

/** The number as a column for whole numbers takes it: an upstream may claim any. */
export function storableInt(value: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(value)))
}
