/**
 * A run as plain data: what an upstream does, step by step, whatever its dialect. A server frames the payloads.
 * Cuts lie in the run's log like frames do, so that the first connection to reach one is the one that breaks.
 */
export type Script = {
  steps: readonly Step[]
  /** How lines of framed payloads end. Raw bytes stay as they are. */
  lineEnd?: '\n' | '\r\n' | '\r'
  /** What stands between a field's name and its value; a space is part of it unless told otherwise. */
  colon?: ':' | ': '
  /** What goes wrong on the first connection to this run, the second, and so on. */
  connections?: readonly ConnectionPlan[]
  /** What goes wrong on every connection that `connections` says nothing about. */
  otherwise?: ConnectionPlan
}

export type Step =
  /** One frame. `id` absent: the server's next one; null: a frame without id. A string payload goes out as it is. */
  | { do: 'emit'; payload: unknown; id?: string | null; event?: string }
  /** Bytes as they are. `id` is the one that they carry, if a reader could resume after them. */
  | { do: 'bytes'; bytes: string | Uint8Array; id?: string }
  | { do: 'comment'; text: string }
  | { do: 'retry'; ms: number }
  | { do: 'wait'; ms: number }
  /** Nothing more until the test opens this gate. */
  | { do: 'gate'; name: string }
  /** Break the connection before the next frame, or after `at` bytes of it. Happens once. */
  | { do: 'cut'; how: CutHow; at?: number }
  /** The upstream starts over: its ids begin again, what came before is gone, cursors from before mean nothing. */
  | { do: 'restart'; firstId: string }
  /** Nothing more, ever; connections stay open. */
  | { do: 'hang' }

/** A clean end of the response, a TCP FIN in the middle of the body, or a reset. */
export type CutHow = 'end' | 'fin' | 'rst'

/** Faults of one connection. All absent: none. */
export type ConnectionPlan = {
  /** Answer with this instead of a stream. */
  answer?: Answer
  /** Break after so many bytes of the body. */
  cutAtByte?: number
  cutHow?: CutHow
  /** Begin so many frames before the cursor, as a server that counts differently does. */
  resend?: number
  /** Begin at the first frame whatever the cursor. */
  ignoreCursor?: boolean
  /** Leave out so many frames that this connection should have had first. */
  skip?: number
  /** End the response after so long, wherever the run is. */
  endAfterMs?: number
  /** Send another payload in place of the frame at this position (0 is the run's first). */
  rewrite?: { frame: number; payload: unknown }
  /** Begin the body with a byte order mark. */
  bom?: boolean
  /** Write at most so many bytes at once, each `pauseMs` after the one before. */
  chunkBytes?: number
  pauseMs?: number
  /** Other response headers of the stream. */
  headers?: Record<string, string>
}

/** A whole HTTP answer. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string }

export const emit = (payload: unknown, more: { id?: string | null; event?: string } = {}): Step => ({
  do: 'emit',
  payload,
  ...more,
})
export const bytes = (raw: string | Uint8Array, id?: string): Step => ({
  do: 'bytes',
  bytes: raw,
  ...(id === undefined ? {} : { id }),
})
export const comment = (text: string): Step => ({ do: 'comment', text })
export const retry = (ms: number): Step => ({ do: 'retry', ms })
export const wait = (ms: number): Step => ({ do: 'wait', ms })
export const gate = (name: string): Step => ({ do: 'gate', name })
export const cut = (how: CutHow = 'fin', at?: number): Step => ({ do: 'cut', how, ...(at === undefined ? {} : { at }) })
export const restart = (firstId: string): Step => ({ do: 'restart', firstId })
export const hang: Step = { do: 'hang' }
