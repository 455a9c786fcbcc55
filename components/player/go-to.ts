/** A place in a run that somebody typed. */
export type Place =
  | { type: 'frame'; seq: number }
  | { type: 'time'; ms: number }
  | { type: 'instant'; instant: string }
  | { type: 'tool'; name: string }

/** Reads `4812`, `#4,812`, `38.2s`, `450ms`, `2:03`, `1:02:03.5`, an ISO time and `tool:search`; null if it is none. */
export function parsePlace(text: string): Place | null {
  const typed = text.trim()
  const tool = /^tool:\s*(\S.*)$/i.exec(typed)?.[1]
  if (tool !== undefined) return { type: 'tool', name: tool }
  const frame = /^#?(\d[\d,\s]*)$/.exec(typed)?.[1]?.replace(/[,\s]/g, '')
  if (frame !== undefined && frame.length <= 9) return Number(frame) > 0 ? { type: 'frame', seq: Number(frame) } : null
  const [, amount, unit] = /^\+?(\d+(?:\.\d+)?)\s*(ms|s|m)?$/i.exec(typed) ?? []
  if (amount !== undefined) return { type: 'time', ms: toMs(Number(amount) * unitMs(unit)) }
  const [, hours, minutes, seconds] = /^\+?(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)$/.exec(typed) ?? []
  if (minutes !== undefined && Number(seconds) < 60)
    return { type: 'time', ms: toMs((Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000) }
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(typed) && !Number.isNaN(Date.parse(typed)))
    return { type: 'instant', instant: typed }
  return null
}

function unitMs(unit: string | undefined): number {
  if (unit?.toLowerCase() === 'ms') return 1
  return unit?.toLowerCase() === 'm' ? 60_000 : 1000
}

/** Whole microseconds: no digits that the clock does not have. */
function toMs(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
