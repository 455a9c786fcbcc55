import type { StartRequest } from '#lib/dialects/dialect.ts'
import type { RunStatus } from '#lib/api/run.ts'
import { database } from './client.ts'

/** Everything that a recorder needs to begin or to go on with a run. */
export type StoredRecording = {
  runId: bigint
  publicId: string
  sourceId: string
  dialect: string
  surface: string
  upstreamRunId: string | null
  threadId: string | null
  agent: string | null
  operation: string | null
  start: StartRequest | null
  status: RunStatus
  startedUs: number | null
  nextSeq: number
  epoch: number
  idEpoch: number
  stopRequested: boolean
  cursor: Buffer | null
  chain: Buffer | null
  byteCount: number
  gapCount: number
  unverifiedCount: number
  duplicates: number
  lastReceivedUs: number
  checkpoint: unknown
  checkpointSeq: number
  /** The last connection that was to give a stream, if there was one. `closedUs` null: its recorder died. */
  lastConnection: StoredConnection | null
  /** The last one that was to start the run. */
  lastStart: StoredConnection | null
  firstByteUs: number | null
  /** Whether a request that only watches was ever answered by a stream. */
  watched: boolean
}

export type StoredConnection = {
  number: number
  method: string
  status: number | null
  openedUs: number
  firstByteUs: number | null
  closedUs: number | null
  why: string | null
}

/** The recording of a run, or null if the run was erased. */
export async function readRecording(runId: bigint, db = database()): Promise<StoredRecording | null> {
  const row = await db.prisma.recording.findUnique({
    where: { runId },
    include: {
      run: {
        select: {
          publicId: true,
          sourceId: true,
          dialect: true,
          surface: true,
          upstreamRunId: true,
          threadId: true,
          agent: true,
          operation: true,
          start: true,
          status: true,
          startedUs: true,
          duplicatesDropped: true,
          connections: {
            where: { purpose: { in: ['start', 'watch', 'sweep'] } },
            orderBy: { number: 'asc' },
            select: {
              number: true,
              purpose: true,
              method: true,
              status: true,
              openedUs: true,
              firstByteUs: true,
              closedUs: true,
              why: true,
            },
          },
        },
      },
    },
  })
  if (!row) return null
  const { run } = row
  const connections = run.connections.map((connection) => ({
    ...connection,
    openedUs: Number(connection.openedUs),
    firstByteUs: connection.firstByteUs === null ? null : Number(connection.firstByteUs),
    closedUs: connection.closedUs === null ? null : Number(connection.closedUs),
  }))
  return {
    runId,
    publicId: run.publicId,
    sourceId: run.sourceId,
    dialect: run.dialect,
    surface: run.surface,
    upstreamRunId: run.upstreamRunId,
    threadId: run.threadId,
    agent: run.agent,
    operation: run.operation,
    start: run.start as StartRequest | null,
    status: run.status as RunStatus,
    startedUs: run.startedUs === null ? null : Number(run.startedUs),
    nextSeq: row.nextSeq,
    epoch: row.epoch,
    idEpoch: row.idEpoch,
    stopRequested: row.stopRequested,
    cursor: row.cursor && Buffer.from(row.cursor),
    chain: row.chain && Buffer.from(row.chain),
    byteCount: Number(row.byteCount),
    gapCount: row.gapCount,
    unverifiedCount: row.unverifiedCount,
    duplicates: Math.max(row.duplicates, run.duplicatesDropped),
    lastReceivedUs: Number(row.lastReceivedUs),
    checkpoint: row.checkpoint,
    checkpointSeq: row.checkpointSeq,
    lastConnection: connections.at(-1) ?? null,
    lastStart: connections.findLast(({ purpose }) => purpose === 'start') ?? null,
    firstByteUs: connections.find((connection) => connection.firstByteUs !== null)?.firstByteUs ?? null,
    watched: connections.some(({ method, status }) => method === 'GET' && status === 200),
  }
}
