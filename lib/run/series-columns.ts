import type { Clock } from '#lib/api/run.ts'

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

/** The two, one after the other. */
export function joinColumns(a: Columns, b: Columns): Columns {
  if (a.length === 0) return b
  if (b.length === 0) return a
  return {
    length: a.length + b.length,
    kinds: join(new Uint8Array(a.length + b.length), a.kinds, b.kinds),
    backlog: join(new Uint8Array(a.length + b.length), a.backlog, b.backlog),
    connections: join(new Uint16Array(a.length + b.length), a.connections, b.connections),
    receivedUs: join(new Float64Array(a.length + b.length), a.receivedUs, b.receivedUs),
    emittedUs: join(new Float64Array(a.length + b.length), a.emittedUs, b.emittedUs),
  }
}

function join<T extends Uint8Array | Uint16Array | Float64Array>(into: T, a: T, b: T): T {
  into.set(a, 0)
  into.set(b, a.length)
  return into
}

/** The times of the run's own clock. A run whose clock is not settled yet is watched from its start, so ours holds. */
export function clockTimes(columns: Columns, clock: Clock | null): Float64Array | null {
  if (clock === 'none') return null
  return clock === 'emitted' ? columns.emittedUs : columns.receivedUs
}
