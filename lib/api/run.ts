import { z } from 'zod'

/** What the upstream is doing. */
export const RunStatus = z.enum([
  'queued',
  'running',
  'waiting_for_input',
  'completed',
  'failed',
  'cancelled',
  'ended',
  'lost',
])
export type RunStatus = z.infer<typeof RunStatus>

/** What we are doing. */
export const RecordingState = z.enum([
  'pending',
  'connecting',
  'streaming',
  'waiting',
  'auth_required',
  'blocked',
  'closed',
])
export type RecordingState = z.infer<typeof RecordingState>

/** What we can vouch for, known once the recording is closed. */
export const Integrity = z.enum(['complete', 'unverified', 'gaps', 'not_recorded'])
export type Integrity = z.infer<typeof Integrity>

/** The clock of a run: ours, the upstream's, or none (steps only, no durations). */
export const Clock = z.enum(['received', 'emitted', 'none'])
export type Clock = z.infer<typeof Clock>

const ms = z.number().nullable()
const count = z.number().int()
const instant = z.string().nullable()

/** A run as the API shows it. Times are ISO 8601 with microseconds, durations in ms with decimals. */
export const Run = z
  .object({
    id: z.string(),
    source: z.string(),
    dialect: z.string(),
    operation: z.string().nullable(),
    surface: z.string(),
    upstreamRunId: z.string().nullable(),
    threadId: z.string().nullable(),
    agent: z.string().nullable(),
    persona: z.string().nullable(),
    model: z.string().nullable(),
    title: z.string().nullable(),
    parentRunId: z.string().nullable(),
    labels: z.record(z.string(), z.string()),
    metadata: z.record(z.string(), z.unknown()),
    keep: z.boolean(),
    status: RunStatus,
    recording: RecordingState,
    recordingError: z.string().nullable(),
    integrity: Integrity.nullable(),
    clock: Clock.nullable(),
    createdAt: z.string(),
    startedAt: instant,
    startedAtBasis: z.enum(['request', 'upstream', 'first_frame']).nullable(),
    endedAt: instant,
    lastFrameAt: instant,
    durationMs: ms,
    frameCount: count,
    byteCount: count,
    gapCount: count,
    duplicatesDropped: count,
    timeToFirstByteMs: ms,
    timeToFirstFrameMs: ms,
    ttftMs: ms,
    timeToFirstReasoningMs: ms,
    timeToFirstToolMs: ms,
    itlP50Ms: ms,
    itlP95Ms: ms,
    longestStallMs: ms,
    stallCount: count,
    stallMs: z.number(),
    inputTokens: count.nullable(),
    outputTokens: count.nullable(),
    reasoningTokens: count.nullable(),
    cachedTokens: count.nullable(),
    tokensEstimated: z.boolean(),
    cost: z.object({ amount: z.number(), currency: z.string() }).nullable(),
    upstreamTotals: z.record(z.string(), z.unknown()).nullable(),
    toolCount: count,
    toolErrorCount: count,
    /** Name of the tool call that is open now, if one is. */
    openTool: z.string().nullable(),
    /** Frames in each of at most 64 equal slices of the run, and the slices that hold an error. */
    activity: z.object({ counts: z.array(count), errors: z.array(count) }).nullable(),
    error: z.object({ message: z.string(), class: z.string().nullable(), seq: count.nullable() }).nullable(),
    url: z.string(),
  })
  .meta({ id: 'Run' })

export type Run = z.infer<typeof Run>

const labels = z.record(z.string().min(1).max(64), z.string().max(256))

/** Tail an upstream run. */
export const RecordInput = z
  .strictObject({
    source: z.string().min(1),
    // In a path, these two would be steps and not names.
    upstreamRunId: z
      .string()
      .min(1)
      .max(1024)
      .refine((id) => id !== '.' && id !== '..', { message: 'is not an id' }),
    surface: z.string().max(64).optional(),
    threadId: z.string().max(1024).optional(),
    agentId: z.string().max(1024).optional(),
    labels: labels.optional(),
  })
  .meta({ id: 'RecordInput' })

export type RecordInput = z.infer<typeof RecordInput>

/** Start an upstream run and record its stream. `body` goes upstream as it is. */
export const StartInput = z
  .strictObject({
    source: z.string().min(1),
    operation: z.string().min(1),
    body: z.record(z.string(), z.unknown()).default({}),
    /** Goes upstream as a header. */
    idempotencyKey: z
      .string()
      .max(1024)
      .regex(/^[!-~](?:[ -~]*[!-~])?$/, 'must be visible ASCII characters')
      .optional(),
    params: z.record(z.string(), z.string()).default({}),
    labels: labels.optional(),
  })
  .meta({ id: 'StartInput' })

export type StartInput = z.infer<typeof StartInput>

export const RunPatch = z
  .strictObject({
    keep: z.boolean().optional(),
    labels: labels.optional(),
    title: z.string().trim().min(1).max(200).optional(),
  })
  .meta({ id: 'RunPatch' })

export type RunPatch = z.infer<typeof RunPatch>

const list = <T extends string>(item: z.ZodType<T, string>) =>
  z
    .string()
    .transform((value) => value.split(',').filter(Boolean))
    .pipe(z.array(item))

/** Query of `GET /api/v1/runs`. Lists are comma-separated. */
export const RunsQuery = z
  .object({
    status: list(RunStatus).optional(),
    recording: list(RecordingState).optional(),
    source: list(z.string()).optional(),
    agent: list(z.string()).optional(),
    model: list(z.string()).optional(),
    thread: z.string().optional(),
    q: z.string().optional(),
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().optional(),
  })
  .meta({ id: 'RunsQuery' })

export type RunsQuery = z.infer<typeof RunsQuery>

export const RunsPage = z.object({ runs: z.array(Run), nextCursor: z.string().nullable() }).meta({ id: 'RunsPage' })

export type RunsPage = z.infer<typeof RunsPage>
