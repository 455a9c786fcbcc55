import { formatCount } from '#lib/format/count.ts'

type Count = {
  count: number
  /** Which of them is shown, from one; 0 for none. */
  at: number
  busy: boolean
  most: number
}

/** How far a search is: `3 of 41, still looking …`. */
export function hitCountWords({ count, at, busy, most }: Count): string {
  const all = count >= most ? `${formatCount(most)}+` : formatCount(count)
  const found = at > 0 ? `${formatCount(at)} of ${all}` : count === 0 ? 'none' : all
  if (!busy) return found
  return count === 0 ? 'looking …' : `${found}, still looking …`
}
