import { z } from 'zod'

/** Query of `GET /api/v1/sources/{slug}/usage`. Without times: the last 48 hours, or the last 30 days. `to` is left out. */
export const UsageQuery = z
  .object({
    rollup: z.enum(['hour', 'day']).default('hour'),
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'UsageQuery' })

export type UsageQuery = z.infer<typeof UsageQuery>

const count = z.number().int()
const sums = { calls: count, inputTokens: count, outputTokens: count }

/** What an upstream accounts for: calls and tokens of each model in each hour or day, oldest first, and their sums. */
export const Usage = z
  .object({
    buckets: z.array(z.object({ bucket: z.iso.datetime(), model: z.string(), ...sums })),
    totals: z.object(sums),
  })
  .meta({ id: 'Usage' })

export type Usage = z.infer<typeof Usage>
