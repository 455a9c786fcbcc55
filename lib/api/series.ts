import { z } from 'zod'
import { figure } from './latency.ts'

/** A place on the run's clock in ms from its start, a value, and the frame that made it. */
const Mark = z.tuple([z.number(), z.number(), z.number().int()])

export type Mark = z.infer<typeof Mark>

const positive = z.coerce.number().min(0).max(1e12)

/** `from` and `to` are ms from the run's start; without them the whole run. */
export const SeriesQuery = z
  .object({
    /** Width to draw on in pixels: at most two marks for each. */
    points: z.coerce.number().int().min(16).max(4000).default(600),
    from: positive.optional(),
    to: positive.optional(),
    /** A gap of so many ms counts as a stall; without it max(2 s, 5 × p50). */
    stallMs: z.coerce.number().min(1).max(1e9).optional(),
  })
  .meta({ id: 'SeriesQuery' })

export type SeriesQuery = z.infer<typeof SeriesQuery>

/** What is drawn of a run over its time. Figures are of the whole run, marks of the stretch that was asked for. */
export const Series = z
  .object({
    lastSeq: z.number().int(),
    clock: z.enum(['received', 'emitted', 'none']).nullable(),
    /** Length of the whole run; null where it has no clock. */
    durationMs: z.number().nullable(),
    fromMs: z.number(),
    toMs: z.number(),
    /** Frames by kind, of the whole run. */
    counts: z.record(z.string(), z.number().int()),
    /** Stretches without data: from, to, and the frame of the gap. */
    breaks: z.array(Mark),
    interToken: z.object({
      count: z.number().int(),
      minMs: z.number().nullable(),
      p50Ms: z.number().nullable(),
      /** Only from 20 gaps on. */
      p95Ms: z.number().nullable(),
      max: figure,
      /** One per gap, at its end: when, how long, which frame. Thinned to extremes where there are too many. */
      dots: z.array(Mark),
      /** Bounds in ms by 1-2-5. */
      bins: z.array(z.object({ fromMs: z.number(), toMs: z.number(), count: z.number().int() })),
    }),
    stalls: z.object({
      thresholdMs: z.number(),
      count: z.number().int(),
      totalMs: z.number(),
      /** The longest 500 at most, in the order of time. */
      list: z.array(Mark),
    }),
    /** Frames a second in slices of `stepMs`, and the first frame of each slice; null where nothing was recorded. */
    rate: z.object({
      startMs: z.number(),
      stepMs: z.number(),
      perSecond: z.array(z.number().nullable()),
      seqs: z.array(z.number().int().nullable()),
    }),
    /** Output tokens by then: as reported, or estimated, never both. Null where there is neither. */
    tokens: z
      .object({ basis: z.enum(['reported', 'estimated']), total: z.number().int(), steps: z.array(Mark) })
      .nullable(),
    /** Whether tokens are still estimated, as for a long run: ask again. */
    tokensPending: z.boolean(),
    /** From the upstream's clock to ours, where frames have both; the difference of the clocks is in it. */
    lag: z
      .object({
        count: z.number().int(),
        minMs: z.number(),
        p50Ms: z.number(),
        p95Ms: z.number().nullable(),
        max: z.object({ ms: z.number(), seq: z.number().int() }),
        dots: z.array(Mark),
      })
      .nullable(),
    /** Frames that arrived together although they were emitted apart. The longest 50 at most. */
    bursts: z.object({
      count: z.number().int(),
      frames: z.number().int(),
      list: z.array(
        z.object({
          fromSeq: z.number().int(),
          toSeq: z.number().int(),
          /** From first to last by the upstream's clock, and by ours. */
          emittedMs: z.number(),
          receivedMs: z.number(),
        }),
      ),
    }),
  })
  .meta({ id: 'Series' })

export type Series = z.infer<typeof Series>
