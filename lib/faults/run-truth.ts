/** A frame as its upstream emitted it. `taken`: the socket of some connection took all of it. */
export type Emitted = {
  n: number
  id: string | null
  sha256: string
  bytes: number
  /** Where it begins in the run's bytes. */
  offset: number
  at: number
  taken: boolean
}

/** All that an upstream emitted of a run, in order, and how often it wrote what is no frame of it, by hash. */
export type RunTruth = { run: string; emitted: Emitted[]; beside: Map<string, number> }
