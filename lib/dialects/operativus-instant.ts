const YEAR_1973 = 1e11
const YEAR_2286_MS = 1e13

/**
 * A moment as AGM writes them, in µs since 1970: ms (`timestamp` of the chat stream), seconds with a fraction or ISO text
 * (Jackson's two ways to write an `Instant`), or a local date-time without zone, which is read as UTC. Null for all else.
 */
export function instantUs(value: unknown): number | null {
  if (typeof value === 'string') return isoUs(value)
  if (typeof value !== 'number' || !(value > 0)) return null
  // Numbers below are seconds: as ms they would lie before 1974.
  const ms = value < YEAR_1973 ? value * 1000 : value
  return ms < YEAR_2286_MS ? Math.round(ms * 1000) : null
}

/** The same in whole ms. */
export function instantMs(value: unknown): number | null {
  const us = instantUs(value)
  return us === null ? null : Math.floor(us / 1000)
}

function isoUs(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/.exec(text)
  if (!match) return null
  const [, whole, fraction = '', zone = 'Z'] = match
  const ms = Date.parse(`${whole}${zone}`)
  return Number.isNaN(ms) ? null : ms * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))
}
