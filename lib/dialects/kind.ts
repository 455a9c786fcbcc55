/** What a frame is, first that fits. The position in this list is the number that is stored. */
export const kinds = [
  'gap',
  'comment',
  'retry',
  'field',
  'error',
  'result',
  'tool',
  'output',
  'reasoning',
  'usage',
  'heartbeat',
  'notice',
  'lifecycle',
  'unknown',
] as const

export type Kind = (typeof kinds)[number]

/** The stored number of a kind. */
export function kindCode(kind: Kind): number {
  return kinds.indexOf(kind)
}

/** The kind of a stored number; `unknown` for a number from a newer version. */
export function kindOf(code: number): Kind {
  return kinds[code] ?? 'unknown'
}
