import type { Pattern } from '#lib/run/search-pattern.ts'

/** Where a match lies in texts that stand one after another: from a place in one to a place in the same or a later one. */
export type TextSpan = { from: number; fromAt: number; to: number; toAt: number }

/** All matches in texts read as one, at most so many. */
export function spansIn(texts: readonly string[], pattern: Pattern, most: number): TextSpan[] {
  const joined = texts.join('')
  const spans: TextSpan[] = []
  let match = pattern.find(joined)
  while (match !== null && spans.length < most) {
    const [from, fromAt] = placeOf(texts, match.at, false)
    const [to, toAt] = placeOf(texts, match.end, true)
    spans.push({ from, fromAt, to, toAt })
    match = pattern.find(joined, match.end)
  }
  return spans
}

/** An end that falls between two texts belongs to the first. */
function placeOf(texts: readonly string[], at: number, isEnd: boolean): [number, number] {
  let left = at
  for (const [index, text] of texts.entries()) {
    if (left < text.length || (isEnd && left === text.length)) return [index, left]
    left -= text.length
  }
  return [texts.length - 1, texts.at(-1)?.length ?? 0]
}
