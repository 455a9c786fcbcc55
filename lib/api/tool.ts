import { z } from 'zod'

/** One tool call. `no_end` is one whose end was never recorded although the run is over. */
export const Tool = z
  .object({
    callId: z.string().nullable(),
    name: z.string(),
    status: z.enum(['open', 'ok', 'error', 'no_end', 'orphan_end']),
    startSeq: z.number().int().nullable(),
    endSeq: z.number().int().nullable(),
    startedAt: z.string().nullable(),
    offsetMs: z.number().nullable(),
    durationMs: z.number().nullable(),
    /** When its tool began, where a later frame than that of the model's call tells it. */
    beganOffsetMs: z.number().nullable(),
    endOffsetMs: z.number().nullable(),
    /** The first 500 characters of what it was asked and of what it gave; null where no frame says it. */
    arguments: z.string().nullable(),
    result: z.string().nullable(),
    error: z.string().nullable(),
    parentCallId: z.string().nullable(),
  })
  .meta({ id: 'Tool' })

export type Tool = z.infer<typeof Tool>

export const Tools = z.object({ tools: z.array(Tool) }).meta({ id: 'Tools' })
