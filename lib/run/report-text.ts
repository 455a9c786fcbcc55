// Text of somebody else's inside Markdown. It must say what it said and do nothing: end no fence, no code span, no cell and
// no line, be no link, no picture, no mention and no HTML. Inside code all of that is inert, so everything goes into code.

/** A text on one line as a code span, cut after so many characters. */
export function codeSpan(text: string, most: number): string {
  const line = cut(visible(text).replace(/\s+/g, ' ').trim(), most)
  if (line === '') return ''
  const fence = '`'.repeat(longestRun(line) + 1)
  // One space on both sides is taken off again where a code span is read.
  return line.includes('`') ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`
}

/**
 * A code span in the cell of a table: cells end at a pipe even inside code, unless a backslash stands before it. Readers do
 * not agree on what two backslashes before a pipe are, so there the pipe becomes a broken bar.
 */
export function codeCell(text: string, most: number): string {
  return codeSpan(text, most).replace(/(\\?)\|/g, (_, before: string) => (before === '' ? '\\|' : `${before}¦`))
}

/** A text with its lines as a fenced block that nothing in it can end. */
export function fenced(text: string, most: number): string {
  const lines = cut(visible(text), most)
  const fence = '`'.repeat(Math.max(3, longestRun(lines) + 1))
  return `${fence}text\n${lines}\n${fence}`
}

function cut(text: string, most: number): string {
  const characters = Array.from(text.slice(0, most * 2 + 2))
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`
}

/** Control characters show as their pictures, and marks that turn the reading direction are dropped. */
function visible(text: string): string {
  return text
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, (character) => {
      const code = character.charCodeAt(0)
      return code < 32 ? String.fromCharCode(0x2400 + code) : '\ufffd'
    })
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}
