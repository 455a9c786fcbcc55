import { z } from 'zod'
import { FrameNumber } from './frame.ts'

/** Query of `GET /api/v1/runs/{id}/text`: as of frame `at` (the last one if it is left out), parts that begin after `after`. */
export const TextQuery = z
  .object({
    at: FrameNumber.optional(),
    after: FrameNumber.default(0),
    limit: z.coerce.number().int().min(1).max(5000).default(1000),
  })
  .meta({ id: 'TextQuery' })

export type TextQuery = z.infer<typeof TextQuery>

/** What was written in one go, assembled from its frames. */
export const TextPart = z
  .object({
    type: z.enum(['text', 'reasoning']),
    messageId: z.string().nullable(),
    fromSeq: z.number().int(),
    toSeq: z.number().int(),
    fromMs: z.number().nullable(),
    toMs: z.number().nullable(),
    text: z.string(),
    /** It goes on with the message of the part before: long ones come in parts of some 8,000 characters. */
    continues: z.boolean().optional(),
  })
  .meta({ id: 'TextPart' })

export type TextPart = z.infer<typeof TextPart>

/** A page ends at `limit` parts or 4 Mi characters (one longer part still comes, alone); `nextAfter` is null at the end. */
export const TextPage = z
  .object({ at: z.number().int(), parts: z.array(TextPart), nextAfter: z.number().int().nullable() })
  .meta({ id: 'TextPage' })

export type TextPage = z.infer<typeof TextPage>
