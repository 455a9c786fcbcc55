import { z } from 'zod'

/** What a recorder tells of itself with its heartbeat. Rates and lag are of its last ten seconds. */
export const RecorderFigures = z.object({
  version: z.string(),
  framesPerSecond: z.number(),
  bytesPerSecond: z.number(),
  /** The longest that a frame took from its receipt to its commit; null where none came. */
  lagMs: z.number().nullable(),
  /** Received and not yet stored. */
  queuedBytes: z.number(),
  /** Memory of the process. */
  rssBytes: z.number(),
})
export type RecorderFigures = z.infer<typeof RecorderFigures>

/** `live`: it beats. `late`: it missed beats and still holds its runs. `gone`: its lease ran out, others take its runs. */
export const RecorderState = z.enum(['live', 'late', 'gone'])
export type RecorderState = z.infer<typeof RecorderState>

export const Recorder = z
  .object({
    id: z.string(),
    host: z.string(),
    pid: z.number().int(),
    state: RecorderState,
    startedAt: z.string(),
    heartbeatAt: z.string(),
    /** How long ago that was, by the database's clock. */
    silentMs: z.number(),
    /** Runs that it holds now. */
    runs: z.number().int(),
    /** Null before its first word, and of a version that says nothing. */
    figures: RecorderFigures.nullable(),
  })
  .meta({ id: 'Recorder' })
export type Recorder = z.infer<typeof Recorder>

/** `unheld`: open runs that no living recorder holds. */
export const Recorders = z.object({ recorders: z.array(Recorder), unheld: z.number().int() }).meta({ id: 'Recorders' })
export type Recorders = z.infer<typeof Recorders>
