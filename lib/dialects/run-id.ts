const MAX_BYTES = 2048

/**
 * Whether a text that an upstream gives for an id (of a run, or of its thread) can be kept and asked for: not endless, of
 * characters that a database takes, and no step of a path.
 */
export function isRunId(text: string): boolean {
  if (text === '' || text === '.' || text === '..' || text.includes('\0')) return false
  return text.length <= MAX_BYTES && text.isWellFormed() && new TextEncoder().encode(text).length <= MAX_BYTES
}
