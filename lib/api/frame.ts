import { z } from 'zod'
import { kinds } from '#lib/dialects/kind.ts'

export const GapReason = z.enum([
  'upstream_lost',
  'expired',
  'oversize',
  'rewritten',
  'unverified',
  'recorder_down',
  'spool_full',
])
export type GapReason = z.infer<typeof GapReason>

/** What was not received, and why. */
export const Gap = z
  .object({
    reason: GapReason,
    /** How many frames are missing, or null if nobody can know. */
    missingCount: z.number().int().nullable(),
    fromCursor: z.string().nullable(),
    toCursor: z.string().nullable(),
    openedAt: z.string().nullable(),
    closedAt: z.string().nullable(),
    /** Set where the upstream's ids begin anew with the next frame: how often they have by then. */
    idEpoch: z.number().int().optional(),
    /** Of an oversize block: its length and hash. */
    bytes: z.number().int().optional(),
    sha256: z.string().optional(),
  })
  .meta({ id: 'Gap' })

export type Gap = z.infer<typeof Gap>

/** A stored frame as the API shows it. Times are ISO 8601 with microseconds. */
export const Frame = z
  .object({
    seq: z.number().int(),
    kind: z.enum(kinds),
    receivedAt: z.string(),
    emittedAt: z.string().nullable(),
    backlog: z.boolean(),
    /** From the run's start on the run's clock; null where the run has no clock. */
    offsetMs: z.number().nullable(),
    event: z.string().nullable(),
    upstreamId: z.string().nullable(),
    /** The data decoded as UTF-8 (of a comment its text); null if the block has none. */
    data: z.string().nullable(),
    /** Length of the block in bytes. */
    bytes: z.number().int(),
    connection: z.number().int(),
    /** Set where `data` was cut at 256 KiB. */
    truncated: z.boolean().optional(),
    gap: Gap.optional(),
    /** The exact bytes in base64, if asked for. */
    raw: z.string().optional(),
  })
  .meta({ id: 'Frame' })

export type Frame = z.infer<typeof Frame>

/** The number of a frame, or 0 for the place before the first. */
export const FrameNumber = z.coerce.number().int().min(0).max(2_147_483_647)

export const FramesQuery = z
  .object({
    after: FrameNumber.default(0),
    limit: z.coerce.number().int().min(1).max(5000).default(500),
    kind: z
      .string()
      .transform((value) => value.split(',').filter(Boolean))
      .pipe(z.array(z.enum(kinds)))
      .optional(),
    raw: z.enum(['base64']).optional(),
  })
  .meta({ id: 'FramesQuery' })

export type FramesQuery = z.infer<typeof FramesQuery>

/** `nextAfter` is the last seq scanned, null at the present end. */
export const FramesPage = z
  .object({ frames: z.array(Frame), nextAfter: z.number().int().nullable() })
  .meta({ id: 'FramesPage' })

export type FramesPage = z.infer<typeof FramesPage>
