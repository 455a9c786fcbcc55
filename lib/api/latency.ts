import { z } from 'zod'

export const figure = z.object({ ms: z.number(), seq: z.number().int() }).nullable()

/** Latency figures of a run, each with the frame that it comes from. */
export const Latency = z
  .object({
    clock: z.enum(['received', 'emitted', 'none']).nullable(),
    startedAtBasis: z.enum(['request', 'upstream', 'first_frame']).nullable(),
    durationMs: z.number().nullable(),
    timeToFirstByte: figure,
    timeToFirstFrame: figure,
    /** First non-empty visible output. */
    timeToFirstToken: figure,
    timeToFirstReasoning: figure,
    timeToFirstTool: figure,
    /** Gaps between output frames of one message, tool waits left out. p95 only from 20 gaps on. */
    interToken: z.object({
      count: z.number().int(),
      min: figure.default(null),
      p50Ms: z.number().nullable(),
      p95Ms: z.number().nullable(),
      max: figure,
    }),
    /** Gaps of at least max(2 s, 5 × p50). */
    stalls: z.object({
      thresholdMs: z.number(),
      count: z.number().int(),
      totalMs: z.number(),
      list: z.array(z.object({ seq: z.number().int(), offsetMs: z.number(), ms: z.number() })),
    }),
  })
  .meta({ id: 'Latency' })

export type Latency = z.infer<typeof Latency>
