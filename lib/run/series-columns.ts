import type { Clock } from '#lib/api/run.ts'
import { kindOf, type Kind } from '#lib/dialects/kind.ts'

/** The frames of a run without their bytes: frame `seq` stands at `seq - 1`. Times in µs since 1970, NaN where unknown. */
export type Columns = {
  length: number
  kinds: Uint8Array
  backlog: Uint8Array
  connections: Uint16Array
  receivedUs: Float64Array
  emittedUs: Float64Array
}

export const noColumns: Columns = {
  length: 0,
  kinds: new Uint8Array(0),
  backlog: new Uint8Array(0),
  connections: new Uint16Array(0),
  receivedUs: new Float64Array(0),
  emittedUs: new Float64Array(0),
}

/** A copy with room for `length` frames, the new ones still to be filled in. */
export function growColumns(columns: Columns, length: number): Columns {
  return {
    length,
    kinds: grow(new Uint8Array(length), columns.kinds),
    backlog: grow(new Uint8Array(length), columns.backlog),
    connections: grow(new Uint16Array(length), columns.connections),
    receivedUs: grow(new Float64Array(length), columns.receivedUs),
    emittedUs: grow(new Float64Array(length), columns.emittedUs),
  }
}

function grow<T extends Uint8Array | Uint16Array | Float64Array>(into: T, known: T): T {
  into.set(known)
  return into
}

/** The times of the run's own clock. A run whose clock is not settled yet is watched from its start, so ours holds. */
export function clockTimes(columns: Columns, clock: Clock | null): Float64Array | null {
  if (clock === 'none') return null
  return clock === 'emitted' ? columns.emittedUs : columns.receivedUs
}

/** The numbers of the frames after `after` that are of one of these kinds. */
export function seqsOfKinds(columns: Columns, kinds: readonly Kind[], after: number): number[] {
  const isWanted = Array.from({ length: 256 }, (_, code) => kinds.includes(kindOf(code)))
  const seqs: number[] = []
  for (let at = after; at < columns.length; at++) if (isWanted[columns.kinds[at] ?? 0]) seqs.push(at + 1)
  return seqs
}
