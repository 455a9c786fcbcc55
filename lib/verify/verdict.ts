/** What a file turned out to be, beside the run that it is said to hold. */
export type Verdict =
  /** Every block is as it was received, and none is missing. */
  | {
      name: 'whole'
      run: string | null
      /** Null where an .sse file is all that is known. */
      frames: number | null
      gaps: number | null
      bytes: number
      chain: string
      closed: boolean
    }
  /** All that is there is right, but it is not all: it ends after frame `after` of `of`, where that is known. */
  | { name: 'part'; after: number; of: number | null }
  /** Something is not as it was received, first at this frame where that can be known. */
  | { name: 'differs'; at: number | null; why: string }

export type Whole = Extract<Verdict, { name: 'whole' }>

/** A file that is no export of ours, so that there is nothing to compare. */
export class NotAnExport extends Error {}
