import { z } from 'zod'

const median = z.object({ median: z.number(), runs: z.number().int() }).nullable()

/**
 * What is usual for the agent of a run: medians over its other runs of the same source that ended last, at most 50. A
 * figure that fewer than ten of them have is null, and so is all of it for a run without an agent.
 */
export const Baseline = z
  .object({
    agent: z.string().nullable(),
    runs: z.number().int(),
    ttftMs: median,
    durationMs: median,
    tokensPerSecond: median,
    itlP50Ms: median,
    stalls: median,
  })
  .meta({ id: 'Baseline' })

export type Baseline = z.infer<typeof Baseline>
