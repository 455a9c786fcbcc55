import { z } from 'zod'

const link = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * How far a run is stored, and its hash chain there. The chain begins with 32 zero bytes; each stored block makes it
 * sha256(chain || sha256(block)). Gaps are no part of it.
 */
export const RunChain = z
  .object({
    run: z.string(),
    lastSeq: z.number().int(),
    chain: link,
    /** Of all blocks together: the length of the `.sse` export. */
    bytes: z.number().int(),
    gaps: z.number().int(),
    /** Nothing more comes. */
    closed: z.boolean(),
  })
  .meta({ id: 'RunChain' })
export type RunChain = z.infer<typeof RunChain>
