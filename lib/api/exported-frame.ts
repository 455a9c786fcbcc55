import { z } from 'zod'
import { RunChain } from './chain.ts'
import { Frame } from './frame.ts'

/** A line of the `.ndjson` export: a frame with its bytes, and with what shows that they are those that were received. */
export const ExportedFrame = Frame.extend({
  raw: z.base64(),
  /** The hash chain after this frame, reckoned as it was exported. */
  chain: z.string(),
  /** On the last line alone: the chain as the recorder kept it while it received. */
  last: RunChain.optional(),
})
export type ExportedFrame = z.infer<typeof ExportedFrame>
