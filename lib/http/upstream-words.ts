const MAX_WORDS = 300
const MAX_DEPTH = 8

/** What an upstream says of itself in an answer: the message of a JSON body, or a line of plain text. Null if nothing. */
export function upstreamWords(body: Uint8Array, headers: Record<string, string>): string | null {
  const type = headers['content-type'] ?? ''
  const text = new TextDecoder().decode(body).trim()
  if (text === '') return null
  if (/json/i.test(type)) return clean(messageOf(parse(text)))
  return /^text\/plain/i.test(type) ? clean(text) : null
}

const names = ['message', 'detail', 'error_description', 'error', 'title', 'code']

/** Messages stand under many names, and sometimes within another object, though never far. */
function messageOf(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return null
  const found = new Map(Object.entries(value))
  for (const name of names) {
    const said = found.has(name) ? messageOf(found.get(name), depth + 1) : null
    if (said !== null) return said
  }
  return null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function clean(text: string | null): string | null {
  const line = text?.replace(/\s+/g, ' ').trim()
  return line ? Array.from(line).slice(0, MAX_WORDS).join('') : null
}
