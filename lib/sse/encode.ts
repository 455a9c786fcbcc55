/** One event to send. `data` is JSON, so it has no line break and no NUL, and one line is enough. */
export function encodeEvent({ event, id, data }: { event: string; id?: number; data: string }): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`
}
