import { z } from 'zod'
import { kinds } from '#lib/dialects/kind.ts'
import { Clock } from './run.ts'

export const MarkerType = z.enum(['first_token', 'tool_start', 'tool_end', 'error', 'stall', 'gap', 'input'])
export type MarkerType = z.infer<typeof MarkerType>

/**
 * A moment of a run that is worth a jump. `endSeq` and `endMs` are there where it lasts and has ended: a tool, a stall, a
 * gap, a wait for a person.
 */
export const Marker = z
  .object({
    type: MarkerType,
    seq: z.number().int(),
    /** From the run's start on the run's clock; null where the run has no clock. */
    offsetMs: z.number().nullable(),
    endSeq: z.number().int().optional(),
    endMs: z.number().optional(),
    /** Of a tool its name, of an error its words, of an input what it was. */
    name: z.string().optional(),
    /** Of the start and end of a tool: that the call failed. */
    failed: z.boolean().optional(),
  })
  .meta({ id: 'Marker' })

export type Marker = z.infer<typeof Marker>

/** Frames of one kind that follow each other: the first, the last, their kind, and the offsets of the two. */
const Stretch = z.tuple([
  z.number().int(),
  z.number().int(),
  z.enum(['output', 'reasoning']),
  z.number().nullable(),
  z.number().nullable(),
])

/** Where in a run what happened, small however long the run is. */
export const Markers = z
  .object({
    /** The last frame that is counted here. */
    lastSeq: z.number().int(),
    /** How long the run took, or has taken until its last frame; null without a clock. */
    durationMs: z.number().nullable(),
    /** `none` where offsets are null: every place is a frame number then. */
    clock: Clock,
    /**
     * Frames with their offsets: at most 2,000, evenly over the run's numbers, the first and the last among them; every
     * frame of a short run. Offsets never fall, and are all null without a clock.
     */
    index: z.array(z.tuple([z.number().int(), z.number().nullable()])),
    /** Frames in at most 600 equal slices of the run, and the kind that most frames of each have. */
    density: z.object({
      /** Width of a slice in ms; without a clock in frames, the first slice beginning at frame 1. */
      stepMs: z.number(),
      counts: z.array(z.number().int()),
      kinds: z.array(z.enum(kinds)),
    }),
    /** In the order of their frames; at most 5,000, those of errors, gaps, stalls and inputs first. */
    list: z.array(Marker),
    /** How many markers the list leaves out. */
    more: z.number().int(),
    /** The last frame until which nothing of a sort is left out: starts of calls, and what was asked of a person. */
    toldUntil: z.object({ calls: z.number().int(), inputs: z.number().int() }),
    /** Runs of at least five frames of output, or of reasoning: the first 20,000, and how many more there are. */
    stretches: z.object({ list: z.array(Stretch), more: z.number().int() }),
  })
  .meta({ id: 'Markers' })

export type Markers = z.infer<typeof Markers>
