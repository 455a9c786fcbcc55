/**
 * How well typed letters fit a text, higher is better; null where they are not all in it in their order. Letters that
 * begin words count most, letters in a row more than scattered ones, and among equals the shorter text wins.
 */
export function fuzzyScore(typed: string, text: string): number | null {
  const letters = typed.toLowerCase().replace(/\s+/g, '')
  const among = text.toLowerCase()
  const whole = among.indexOf(typed.trim().toLowerCase())
  if (whole >= 0) return 1000 + (isWordStart(among, whole) ? 100 : 0) - whole - text.length / 100
  let score = 0
  let at = -1
  for (const letter of letters) {
    const next = nextOf(among, letter, at + 1)
    if (next < 0) return null
    score += isWordStart(among, next) ? 10 : next === at + 1 ? 5 : 1
    at = next
  }
  return score - text.length / 100
}

/** Where a letter comes next, at the start of a word if there is one. */
function nextOf(text: string, letter: string, from: number): number {
  const plain = text.indexOf(letter, from)
  if (plain < 0 || plain === from) return plain
  for (let at = plain; at >= 0; at = text.indexOf(letter, at + 1)) if (isWordStart(text, at)) return at
  return plain
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[\s,/(]/.test(text[at - 1] ?? '')
}
