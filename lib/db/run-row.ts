import { z } from 'zod'
import { isoFromUs, isoOrNull } from '#lib/api/instant.ts'
import type { Run } from '#lib/api/run.ts'
import { Clock, Integrity, RecordingState, RunStatus } from '#lib/api/run.ts'
import type { Prisma } from './generated/client.ts'
import type { Database } from './client.ts'
import { durationMs } from './run-clock.ts'

/** What a query selects of the table `run` to show it. */
export const runColumns = {
  id: true,
  publicId: true,
  source: { select: { slug: true } },
  dialect: true,
  operation: true,
  surface: true,
  upstreamRunId: true,
  threadId: true,
  agent: true,
  persona: true,
  model: true,
  sourceId: true,
  parentUpstreamRunId: true,
  title: true,
  labels: true,
  metadata: true,
  keep: true,
  status: true,
  recording: true,
  recordingError: true,
  integrity: true,
  clock: true,
  createdAt: true,
  startedUs: true,
  startedAtBasis: true,
  endedUs: true,
  lastFrameUs: true,
  frameCount: true,
  byteCount: true,
  gapCount: true,
  duplicatesDropped: true,
  timeToFirstByteMs: true,
  timeToFirstFrameMs: true,
  ttftMs: true,
  timeToFirstReasoningMs: true,
  timeToFirstToolMs: true,
  itlP50Ms: true,
  itlP95Ms: true,
  longestStallMs: true,
  stallCount: true,
  stallMs: true,
  inputTokens: true,
  outputTokens: true,
  reasoningTokens: true,
  cachedTokens: true,
  tokensEstimated: true,
  costAmount: true,
  costCurrency: true,
  upstreamTotals: true,
  toolCount: true,
  toolErrorCount: true,
  openTool: true,
  activity: true,
  errorMessage: true,
  errorClass: true,
  errorSeq: true,
} as const satisfies Prisma.RunSelect

type RunRow = Prisma.RunGetPayload<{ select: typeof runColumns }>

/** Rows as the API shows them. Parents are named by their public ids, in one more query where there are any. */
export async function toRuns(rows: readonly RunRow[], db: Database): Promise<Run[]> {
  const wanted = rows.flatMap(({ sourceId, parentUpstreamRunId: upstreamRunId }) =>
    upstreamRunId === null ? [] : [{ sourceId, upstreamRunId }],
  )
  const parents = wanted.length === 0 ? [] : await db.prisma.run.findMany(parentQuery(wanted))
  const names = new Map(parents.map((row) => [`${row.sourceId} ${row.upstreamRunId}`, row.publicId]))
  return rows.map((row) => toRun(row, names.get(`${row.sourceId} ${row.parentUpstreamRunId}`) ?? null))
}

function parentQuery(keys: { sourceId: string; upstreamRunId: string }[]) {
  return {
    where: { OR: keys },
    // Of two streams of one run the one that was known first.
    orderBy: { id: 'desc' },
    select: { sourceId: true, upstreamRunId: true, publicId: true },
  } satisfies Prisma.RunFindManyArgs
}

function toRun(row: RunRow, parentRunId: string | null): Run {
  const {
    id: _id,
    sourceId: _sourceId,
    parentUpstreamRunId: _parent,
    publicId,
    source,
    startedUs,
    endedUs,
    lastFrameUs,
    costAmount,
    costCurrency,
    errorMessage,
    errorClass,
    errorSeq,
    ...same
  } = row
  return {
    ...same,
    id: publicId,
    source: source.slug,
    parentRunId,
    labels: Labels.parse(row.labels),
    metadata: Values.parse(row.metadata),
    status: RunStatus.parse(row.status),
    recording: RecordingState.parse(row.recording),
    integrity: Integrity.nullable().parse(row.integrity),
    clock: Clock.nullable().parse(row.clock),
    createdAt: isoFromUs(BigInt(row.createdAt.getTime()) * 1000n),
    startedAt: isoOrNull(startedUs),
    startedAtBasis: Basis.parse(row.startedAtBasis),
    endedAt: isoOrNull(endedUs),
    lastFrameAt: isoOrNull(lastFrameUs),
    durationMs: durationMs(row),
    byteCount: Number(row.byteCount),
    cost: costAmount === null || costCurrency === null ? null : { amount: costAmount, currency: costCurrency },
    upstreamTotals: Values.nullable().parse(row.upstreamTotals),
    activity: Activity.catch(null).parse(row.activity),
    error: errorMessage === null ? null : { message: errorMessage, class: errorClass, seq: errorSeq },
    url: `/runs/${publicId}`,
  }
}

const Labels = z.record(z.string(), z.string())
const Values = z.record(z.string(), z.unknown())
const Basis = z.enum(['request', 'upstream', 'first_frame']).nullable()
const Activity = z.object({ counts: z.array(z.number()), errors: z.array(z.number()) }).nullable()
