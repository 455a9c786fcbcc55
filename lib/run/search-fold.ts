import type { SearchHit } from '#lib/api/search.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import type { Match, Pattern } from './search-pattern.ts'

/**
 * The ends of what is being written, by what it is: a message, or the arguments of a call. A word that is split over frames
 * is found in them with the frame that completes it.
 */
export type Writing = ReadonlyMap<string, string>

export const nothingWritten: Writing = new Map()

/** What was found with a frame, and where. */
export type Found = Pick<SearchHit, 'where' | 'before' | 'match' | 'after'>

const beforeCharacters = 40
const afterCharacters = 80
const mostMatch = 200
const mostOpen = 64

/** Looks for a pattern in a frame and in what it completes. */
export function searchFrame(
  writing: Writing,
  { kind, data, events }: { kind: Kind; data: string | null; events: readonly RunEvent[] },
  pattern: Pattern,
): { writing: Writing; found: Found | null } {
  if (kind === 'gap') return { writing: nothingWritten, found: null }
  let found = data === null ? null : findInData(data, pattern)
  let next = writing
  for (const event of events) {
    const piece = pieceOf(event)
    if (piece !== null) {
      const before = next.get(piece.of) ?? ''
      found ??= findAtEnd(before, piece.text, pattern)
      next = write(next, piece.of, (before + piece.text).slice(-(pattern.reach + beforeCharacters)))
    } else if (endsMessage(event)) {
      next = new Map([...next].filter(([of]) => of.startsWith(argumentsOf)))
    }
  }
  return { writing: next, found }
}

/** The last words of a message that was begun before, to go on from. */
export function writingFrom(type: 'text' | 'reasoning', messageId: string | null, text: string): Writing {
  return new Map([[keyOf(type, messageId), text.slice(-4000)]])
}

const argumentsOf = 'arguments '

function pieceOf(event: RunEvent): { of: string; text: string } | null {
  switch (event.type) {
    case 'text.delta':
      return { of: keyOf('text', event.messageId ?? null), text: event.text }
    case 'reasoning.delta':
      return { of: keyOf('reasoning', event.messageId ?? null), text: event.text }
    case 'tool.arguments':
      return { of: `${argumentsOf}${event.callId}`, text: event.delta }
    default:
      return null
  }
}

function keyOf(type: 'text' | 'reasoning', messageId: string | null): string {
  return `${type} ${messageId ?? ''}`
}

/** As in the transcript, where another block stands between what was said before and after. */
function endsMessage({ type }: RunEvent): boolean {
  return type === 'tool.started' || type === 'error' || type === 'notice' || type.startsWith('input.')
}

/** Text goes on a block; text of another message, or reasoning, begins a new one. */
function write(writing: Writing, of: string, end: string): Writing {
  // As almost always: nothing else is being written.
  if (writing.size === 0 || (writing.size === 1 && writing.has(of))) return new Map([[of, end]])
  const isArguments = of.startsWith(argumentsOf)
  const others = [...writing].filter(([key]) => key !== of && (isArguments || key.startsWith(argumentsOf)))
  return new Map([...others.slice(-mostOpen), [of, end]])
}

function findInData(data: string, pattern: Pattern): Found | null {
  const match = pattern.find(data)
  if (match !== null) return { where: 'frame', ...around(data, match) }
  // What JSON writes as \n or \u00e9 is looked for as it reads, too.
  if (!data.includes('\\')) return null
  const read = data.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  )
  const inside = pattern.find(read)
  return inside === null ? null : { where: 'frame', ...around(read, inside) }
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

/** A match that ends in the new text. */
function findAtEnd(before: string, text: string, pattern: Pattern): Found | null {
  if (text === '') return null
  const joined = before + text
  let match = pattern.find(joined, Math.max(0, before.length - pattern.reach))
  while (match !== null && match.end <= before.length) match = pattern.find(joined, match.at + 1)
  return match === null ? null : { where: 'text', ...around(joined, match) }
}

function around(text: string, { at, end }: Match): Omit<Found, 'where'> {
  const last = Math.min(end, at + mostMatch)
  return {
    before: text.slice(Math.max(0, at - beforeCharacters), at),
    match: text.slice(at, last),
    after: text.slice(last, last + afterCharacters),
  }
}
