import { z } from 'zod'
import { Tool } from './tool.ts'

/** What a run does at a moment. `first_token` waits for the model, `silence` is a pause of what it was writing. */
export const partTypes = ['output', 'reasoning', 'first_token', 'tool', 'input', 'silence', 'gap'] as const
export type PartType = (typeof partTypes)[number]

/** A stretch of the run. `seq` is the frame that it begins with, or after; `name` is the tool that is waited for. */
export const TimelinePart = z.object({
  type: z.enum(partTypes),
  fromMs: z.number(),
  toMs: z.number(),
  seq: z.number().int().nullable(),
  name: z.string().optional(),
})
export type TimelinePart = z.infer<typeof TimelinePart>

/**
 * A run as stretches and tool calls, in milliseconds of its clock. The stretches follow each other without a hole and
 * none overlaps another, so that `totals` add up to the run; all is empty where the run has no clock.
 */
export const Timeline = z
  .object({
    clock: z.enum(['received', 'emitted', 'none']).nullable(),
    /** Whether the recording goes on. */
    live: z.boolean(),
    startedAt: z.string().nullable(),
    durationMs: z.number().nullable(),
    lastSeq: z.number().int(),
    spans: z.array(Tool),
    lanes: z.object({
      parts: z.array(TimelinePart),
      totals: z.array(z.object({ type: z.enum(partTypes), ms: z.number() })),
    }),
  })
  .meta({ id: 'Timeline' })

export type Timeline = z.infer<typeof Timeline>
