/** Is told what an upstream makes, and what of it its sockets took, as it happens. */
export type Witness = {
  /** A run has its n-th frame, counted from 1. `id` is what a cursor calls it. */
  emitted(run: string, n: number, frame: { id: string | null; raw: Buffer; sha256: string }): void
  /** The socket of a connection, counted from 1, took all of it. */
  taken(run: string, n: number, connection: number): void
  /** Bytes that a connection is given and that are no frame of the run, as heartbeats are. */
  beside(run: string, connection: number, raw: Buffer): void
  /** Resolves once all that was told is kept. Nothing goes out before. */
  kept(): Promise<void>
}

/** The witness of one connection to a run. */
export type ConnectionWitness = {
  taken(n: number): void
  beside(raw: Buffer): void
  kept(): Promise<void>
}
