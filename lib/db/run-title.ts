/** The title of a run: one line of at most 80 characters of what it was asked. */
export function runTitle(text: string | null): string | null {
  const line = text?.replace(/\s+/g, ' ').trim()
  return line ? Array.from(line).slice(0, 80).join('') : null
}
