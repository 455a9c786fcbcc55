/** One frame before it is bytes. */
export type Parts = { id: string | null; event: string | null; data: string }

/**
 * The bytes of one frame: `id`, `event`, `data`, one space after each colon unless told otherwise, a blank line.
 * Data with line breaks goes out as several `data` lines.
 */
export function frameBytes(
  { id, event, data }: Parts,
  { lineEnd = '\n', colon = ': ' }: { lineEnd?: string; colon?: string } = {},
): Buffer {
  const lines = [
    ...(id === null ? [] : [`id${colon}${id}`]),
    ...(event === null ? [] : [`event${colon}${event}`]),
    ...data.split(/\r\n|\r|\n/).map((line) => `data${colon}${line}`),
  ]
  return Buffer.from(lines.join(lineEnd) + lineEnd + lineEnd)
}

/** A payload as data: text as it is, all else as JSON. */
export function dataOf(payload: unknown): string {
  return typeof payload === 'string' ? payload : JSON.stringify(payload)
}
