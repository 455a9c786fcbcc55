/** A stretch of a raw block: text as it is, a mark for a line end, or an escape for bytes that no one could see. */
export type RawPart = { type: 'text' | 'mark' | 'escape' | 'field'; text: string }

const decoder = new TextDecoder('utf-8', { fatal: true })
// Controls, soft hyphen, zero-width and bidi characters, line separators, BOM, tags: whatever hides or turns text.
const hidden = /[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/u

/** The exact bytes as visible text: line ends are marked, and nothing is invisible. Cut at `limit` bytes. */
export function rawParts(raw: Uint8Array, limit = 65_536): { parts: RawPart[]; cut: number } {
  const parts: RawPart[] = []
  const end = Math.min(raw.length, limit)
  let from = 0
  for (let at = 0; at < end; at += 1) {
    const byte = raw[at]
    if (byte !== 10 && byte !== 13) continue
    line(raw.subarray(from, at), parts)
    const isPair = byte === 13 && raw[at + 1] === 10
    parts.push({ type: 'mark', text: isPair ? 'CRLF' : byte === 13 ? 'CR' : 'LF' })
    if (isPair) at += 1
    from = at + 1
  }
  if (from < end) line(raw.subarray(from, end), parts)
  return { parts, cut: raw.length - end }
}

function line(bytes: Uint8Array, parts: RawPart[]): void {
  const texts = readable(bytes)
  const first = texts[0]
  const name = first?.type === 'text' ? /^(data|event|id|retry)(?=:|$)/.exec(first.text)?.[0] : undefined
  if (first !== undefined && name !== undefined) {
    parts.push({ type: 'field', text: first.text.slice(0, name.length + 1) })
    if (first.text.length > name.length + 1) parts.push({ type: 'text', text: first.text.slice(name.length + 1) })
    parts.push(...texts.slice(1))
  } else parts.push(...texts)
}

/** A line's characters; bytes that are no UTF-8 as `\xNN`. */
function readable(bytes: Uint8Array): RawPart[] {
  const parts: RawPart[] = []
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    const text = length === 0 ? null : decode(bytes.subarray(at, at + length))
    if (text === null) {
      push(parts, 'escape', `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0').toUpperCase()}`)
      at += 1
    } else {
      if (hidden.test(text)) push(parts, 'escape', escapeOf(text))
      else push(parts, 'text', text)
      at += length
    }
  }
  return parts
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0
  const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0
  return at + length <= bytes.length ? length : 0
}

function decode(bytes: Uint8Array): string | null {
  if (bytes.length === 1) return String.fromCharCode(bytes[0] ?? 0)
  try {
    // `ignoreBOM` is off, so a BOM alone decodes to nothing: it is named here.
    return decoder.decode(bytes) || '\ufeff'
  } catch {
    return null
  }
}

function escapeOf(char: string): string {
  if (char === '\t') return '\\t'
  const code = char.codePointAt(0) ?? 0
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0').toUpperCase()}`
  const hex = code.toString(16).toUpperCase()
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}

/** The same for a decoded string: hidden characters as escapes. */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu, (char) =>
    char === '\n' ? char : escapeOf(char),
  )
}

function push(parts: RawPart[], type: 'text' | 'escape', text: string): void {
  const last = parts.at(-1)
  if (last?.type === type) last.text += text
  else parts.push({ type, text })
}
