/** A number whose digits JavaScript cannot hold: shown as it was sent. */
export class ExactNumber {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

export type Json = null | boolean | number | string | ExactNumber | Json[] | { [key: string]: Json }

/** Whether a value has others in it. */
export function isBranch(value: Json): value is Json[] | { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber)
}

/** The value of a JSON text, or undefined where it is none. Numbers keep every digit that was sent. */
export function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text, exact) as Json
  } catch {
    return undefined
  }
}

function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value
  return new ExactNumber(source)
}
