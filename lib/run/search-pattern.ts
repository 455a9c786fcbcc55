/** Where a pattern was found: from `at` up to but without `end`. */
export type Match = { at: number; end: number }

export type Pattern = {
  /** The first match that begins at `from` or later. */
  find(text: string, from?: number): Match | null
  /** How many characters before new text can belong to a match that ends in it. */
  reach: number
}

/** A `*` reaches over as many characters that came in earlier frames. */
const starReach = 2000

/**
 * A text to look for whatever the case of its letters; with `glob`, `*` stands for any characters and `?` for one. The time
 * grows with the text alone: every part is looked for once, from where the part before it ended.
 */
export function patternOf(text: string, { glob = false } = {}): Pattern {
  const parts = glob ? lower(text).split('*').filter(Boolean) : [lower(text)]
  const findPart = glob ? findWild : (haystack: string, part: string, from: number) => haystack.indexOf(part, from)
  return {
    find(given, from = 0) {
      const haystack = lower(given)
      let at = -1
      let end = from
      for (const part of parts) {
        const found = findPart(haystack, part, end)
        if (found === -1) return null
        if (at === -1) at = found
        end = found + part.length
      }
      return at === -1 ? null : { at, end }
    },
    reach: parts.length > 1 ? starReach : text.length - 1,
  }
}

function findWild(haystack: string, part: string, from: number): number {
  if (!part.includes('?')) return haystack.indexOf(part, from)
  for (let at = from; at + part.length <= haystack.length; at += 1) {
    let fits = 0
    while (fits < part.length && (part[fits] === '?' || part[fits] === haystack[at + fits])) fits += 1
    if (fits === part.length) return at
  }
  return -1
}

/** In lower case and exactly as long: a few letters grow when they are lowered, and those stay as they are. */
function lower(text: string): string {
  const whole = text.toLowerCase()
  if (whole.length === text.length) return whole
  return Array.from(text, (character) => {
    const small = character.toLowerCase()
    return small.length === character.length ? small : character
  }).join('')
}
