import { z } from 'zod'
import { FrameNumber } from './frame.ts'

/** Query of `GET /api/v1/runs/{id}/state`: at a frame, or at the last one if it is left out. */
export const StateQuery = z.object({ at: FrameNumber.optional() }).meta({ id: 'StateQuery' })

/** Query of `GET /api/v1/runs/{id}/state/blocks`: blocks from an index up to another, as of frame `at`. */
export const BlocksQuery = z
  .object({ at: FrameNumber.optional(), from: FrameNumber.default(0), to: FrameNumber })
  .meta({ id: 'BlocksQuery' })

/** Blocks of the transcript, the first of which has the index `from`. */
export const BlocksPage = z
  .object({ from: z.number().int(), blocks: z.array(z.record(z.string(), z.unknown())) })
  .meta({ id: 'BlocksPage' })
