const MAX_LENGTH = 1024

/**
 * A block's id as the name of its place in the stream: null if it has none, or one that no `Last-Event-ID` header could
 * carry (too long for servers, control characters, space at its ends).
 */
export function eventId(id: string | null): string | null {
  if (id === null || id === '' || id.length > MAX_LENGTH) return null
  return /^\s|\s$|[^\P{Cc}\t]/u.test(id) ? null : id
}

/** The header that asks to go on after an id. Ids are UTF-8 on the wire, and header values are written byte by byte. */
export function lastEventId(id: string): { 'last-event-id': string } {
  return { 'last-event-id': Array.from(new TextEncoder().encode(id), (byte) => String.fromCharCode(byte)).join('') }
}
