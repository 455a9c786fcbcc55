// A message is cut into blocks of bounded length, so that showing or storing its end does not mean all of it. A cut is at
// the end of a paragraph, where what is before and after reads by itself; where none comes, at the end of a line.

const longEnough = 8 * 1024
const atMost = 16 * 1024
/** A frame's text that is no longer goes into one block. */
const keptTogether = 1024

/**
 * How much of a text goes to the block that holds what was said before; what is left begins the next one. Lengths
 * are in UTF-16 units.
 */
export function roomFor(before: string, text: string): number {
  const length = before.length + text.length
  if (length <= longEnough) return text.length
  const paragraph = paragraphEnd(before, text)
  if (paragraph !== null) return paragraph
  if (length <= atMost) return text.length
  const room = Math.max(0, atMost - before.length)
  const line = text.lastIndexOf('\n', room - 1) + 1
  if (room > 0 && line > 0 && before.length + line >= longEnough) return line
  if (before !== '' && text.length <= keptTogether) return 0
  return room > 0 && isHighSurrogate(text.charCodeAt(room - 1)) ? room - 1 : room
}

/** Where in a text the first paragraph ends that makes a block long enough; not within fenced code. */
function paragraphEnd(before: string, text: string): number | null {
  const joined = (before + text).slice(0, atMost)
  const ends = /\n[ \t\r]*\n\n*/g
  // What ended with the text before is cut there, unless more of the same blank lines come.
  ends.lastIndex = Math.max(0, Math.max(longEnough, before.length) - blankReach)
  for (let found = ends.exec(joined); found !== null; found = ends.exec(joined)) {
    const end = found.index + found[0].length
    if (end < Math.max(longEnough, before.length)) continue
    if (!isInFence(joined.slice(0, end))) return end - before.length
  }
  return null
}

const blankReach = 16

function isInFence(text: string): boolean {
  return (text.match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0) % 2 === 1
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
