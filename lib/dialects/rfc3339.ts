const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i

/** Microseconds since 1970 of an RFC 3339 time with any number of decimals, or null if it is none. Made for every frame. */
export function rfc3339Us(text: string | undefined): number | null {
  const match = text === undefined ? null : pattern.exec(text)
  if (!match) return null
  const micros = match[2] === undefined ? 0 : Number(match[2].padEnd(6, '0').slice(0, 6))
  const us = Date.parse(`${match[1]}${match[3]}`) * 1000 + micros
  // Go writes the year 1 for no time at all.
  return Number.isSafeInteger(us) && us >= 0 ? us : null
}
