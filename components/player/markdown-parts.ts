/** A stretch of a message that reads the same on its own. `at` is where it begins in the message. */
export type MarkdownPart = { at: number; text: string }

/**
 * Splits a message into parts that are read alone as they are in the whole, so that of a message that grows only the
 * last part is read anew. A part ends where every reader of markdown closes all that is open: at a blank line behind
 * which a line begins without indent, outside of fences and of HTML that may hold blank lines. What may go on as a
 * list stays one part. Links by reference get their definitions; a message with footnotes is one part, because they
 * are counted and listed over all of it.
 */
export function markdownParts(text: string): MarkdownPart[] {
  const { starts, definitions, isWhole } = scan(text)
  if (isWhole) return [{ at: 0, text }]
  return starts.map((at, index) => ({ at, text: withDefinitions(text.slice(at, starts[index + 1]), definitions) }))
}

type Scan = { starts: number[]; definitions: ReadonlyMap<string, string>; isWhole: boolean }

/** Reads line by line. What it decides about a line depends on the lines before, and on that line's first character. */
function scan(text: string): Scan {
  const starts = [0]
  const definitions = new Map<string, string>()
  let fence: string | null = null
  let html: RegExp | null = null
  /** Whether a list may be open, and where the text of its item begins. */
  let inList = false
  let itemIndent: number | null = null
  /** An item that begins with a blank line has no other. */
  let isEmptyItem = false
  /** Whether only the parser knows if the item of a list is still open. */
  let isUnsure = false
  /** Whether all up to the next blank line may be HTML. */
  let inHtml = false
  let afterBlank = false
  /** Whether a paragraph would begin here for certain: a definition cannot stand within one. */
  let isFresh = true

  for (const { at, line } of linesOf(text)) {
    if (fence !== null) {
      if (!closes(line, fence)) continue
      fence = null
      continue
    }
    if (html !== null) {
      if (html.test(line)) html = null
      continue
    }
    if (/^[ \t]*$/.test(line)) {
      afterBlank = true
      isFresh = true
      inHtml = false
      if (isEmptyItem) itemIndent = null
      isEmptyItem = false
      continue
    }
    const indent = indentOf(line)
    if (isEmptyItem && itemIndent !== null && indent < itemIndent) {
      itemIndent = null
      isUnsure = true
    }
    isEmptyItem = false
    if (afterBlank && indent === 0 && at > 0 && !(inList && /^[-+*\d]/.test(line))) {
      starts.push(at)
      inList = false
      itemIndent = null
      isUnsure = false
    }
    const followsBlank = afterBlank
    afterBlank = false

    if (/\[\^[^[\]\s]+\]:/.test(line)) return { starts, definitions, isWhole: true }
    const isInItem = itemIndent !== null && indent >= itemIndent
    if (/^[ \t>*+\-\d.)]*\[[^\]]+\]:/.test(line)) {
      const [, label] = (isFresh && !isInItem && !isUnsure && definition.exec(line)) || []
      // One of a form that is rare, or where only the parser knows if it is one.
      if (label === undefined) return { starts, definitions, isWhole: true }
      const name = nameOf(label)
      if (!definitions.has(name)) definitions.set(name, line)
      continue
    }
    isFresh = false
    // The parser takes a list that does not begin at 1 for text behind indented code.
    if (indent > 3) inList = true
    const start = line.trimStart()
    const opened = /^(`{3,}(?=[^`]*$)|~{3,})/.exec(start)?.[0]
    if (opened !== undefined && (inHtml || (isInItem && isUnsure))) return { starts, definitions, isWhole: true }
    if (isInItem || indent > 3) continue

    if (opened !== undefined) {
      fence = opened
      itemIndent = null
      continue
    }
    const ends = endOfHtml(start)
    if (ends !== null) {
      if (!ends.test(start)) html = ends
      continue
    }
    if (/^<[/a-z]/i.test(start)) inHtml = true
    if (isRule(start) || /^(#{1,6}([ \t]|$)|>)/.test(start)) {
      itemIndent = null
      isFresh = start.startsWith('#') && !inHtml
      continue
    }
    const marker = /^([-+*]|\d{1,9}[.)])([ \t]+|$)(.*)$/.exec(start)
    if (marker === null) {
      if (itemIndent !== null) isUnsure = true
      continue
    }
    inList = true
    const [, sign = '', space = '', rest = ''] = marker
    isEmptyItem = rest === ''
    // Or it underlines a heading.
    if (isEmptyItem && !followsBlank) isUnsure = true
    itemIndent = indent + sign.length + (rest === '' || space.length > 4 ? 1 : space.length)
  }
  return { starts, definitions, isWhole: false }
}

/** A link definition on one line. */
const definition =
  /^ {0,3}\[((?:[^[\]\\]|\\.){1,999})\]:[ \t]*(?:<[^<>]*>|[^\s<]\S*)(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*$/

/** HTML that goes on over blank lines, and what ends it. */
const htmlBlocks: readonly [RegExp, RegExp][] = [
  [/^<(script|pre|style|textarea)([\s>]|$)/i, /<\/(script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![a-z]/i, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
]

function endOfHtml(line: string): RegExp | null {
  return line.startsWith('<') ? (htmlBlocks.find(([begins]) => begins.test(line))?.[1] ?? null) : null
}

function closes(line: string, fence: string): boolean {
  const [, closing] = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line) ?? []
  return closing?.startsWith(fence) === true
}

function isRule(line: string): boolean {
  return /^([-*_])([ \t]*\1){2,}[ \t]*$/.test(line)
}

function indentOf(line: string): number {
  let width = 0
  for (const char of line) {
    if (char === ' ') width += 1
    else if (char === '\t') width += 4 - (width % 4)
    else break
  }
  return width
}

function* linesOf(text: string): Generator<{ at: number; line: string }> {
  let at = 0
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) {
    yield { at, line: text.slice(at, index) }
    at = index + end.length
  }
  if (at < text.length) yield { at, line: text.slice(at) }
}

function withDefinitions(text: string, definitions: ReadonlyMap<string, string>): string {
  if (definitions.size === 0 || !text.includes('[')) return text
  const plain = nameOf(text)
  const used = [...definitions].filter(([name]) => plain.includes(`[${name}`)).map(([, line]) => line)
  return used.length === 0 ? text : `${used.join('\n')}\n\n${text}`
}

/** Labels that differ in case and space name the same. */
function nameOf(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase()
}
