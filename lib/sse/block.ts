/** The fields of one server-sent-events block, as the standard reads them (WHATWG HTML, "Server-sent events"). */
export type Fields = {
  /** The block's own `id`, never a sticky one; null if the block has none. An empty id is ''. */
  id: string | null
  /** The `event` field, or null if the block has none (a browser would say `message`). */
  event: string | null
  /** All `data` lines joined with LF, or null if the block has no data line. */
  data: string | null
}

/** One block as it came over the wire: its exact bytes and what they say. */
export type WireBlock = Fields & {
  raw: Uint8Array
  /** Text of the block's comment lines joined with LF, or null if it has none. */
  comment: string | null
  /** Value of a valid `retry` field in ms, or null. */
  retry: number | null
}
