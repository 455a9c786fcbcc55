import { randomUUID } from 'node:crypto'
import { kindCode, type Kind } from '#lib/dialects/kind.ts'
import { appendFrames } from './append-frames.ts'
import type { Database } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { notifyFrames } from './notify-frames.ts'

// For test files only: rows as the recorder would have made them.

/** When the runs made here began; their frames follow 1 ms apart. */
export const startedUs = 1_795_510_767_123_456

/** A run with a source of its own, or of the source given. */
export async function storeRun(
  db: Database,
  columns: Partial<Prisma.RunUncheckedCreateInput> = {},
): Promise<{ runId: bigint; publicId: string }> {
  const sourceId = columns.sourceId ?? (await storeSource(db)).id
  const run = await db.prisma.run.create({
    data: {
      publicId: `run_${randomUUID().replaceAll('-', '')}`,
      dialect: 'generic',
      startedUs: BigInt(startedUs),
      clock: 'received',
      recorder: { create: {} },
      ...columns,
      sourceId,
    },
    select: { id: true, publicId: true },
  })
  return { runId: run.id, publicId: run.publicId }
}

export async function storeSource(db: Database, slug = `s-${randomUUID()}`): Promise<{ id: string; slug: string }> {
  const id = randomUUID()
  await db.prisma.source.create({ data: { id, slug, name: slug, dialect: 'generic', baseUrl: 'http://127.0.0.1:9' } })
  return { id, slug }
}

export type Block = { raw: string | Uint8Array; kind?: Kind; upstreamId?: string; connection?: number }

/** Stores blocks after those that a run has, 1 ms apart, and tells viewers. */
export async function storeFrames(db: Database, runId: bigint, blocks: readonly (Block | string)[]): Promise<void> {
  const recording = await db.prisma.recording.findUniqueOrThrow({ where: { runId } })
  const frames = blocks.map((given, at) => {
    const block = typeof given === 'string' ? { raw: given } : given
    return {
      receivedUs: startedUs + (recording.nextSeq + at) * 1000,
      emittedUs: null,
      backlog: false,
      connection: block.connection ?? 1,
      kind: kindCode(block.kind ?? 'unknown'),
      upstreamId: block.upstreamId === undefined ? null : Buffer.from(block.upstreamId),
      raw: Buffer.from(block.raw),
    }
  })
  const after = {
    idEpoch: 0,
    cursor: null,
    chain: '00'.repeat(32),
    byteCount: 0,
    gapCount: 0,
    unverifiedCount: 0,
    duplicates: 0,
    lastReceivedUs: 0,
  }
  await appendFrames([{ runId, epoch: recording.epoch, fromSeq: recording.nextSeq, frames, after }], db)
  await notifyFrames([runId], db)
}

/** Closes a run's recording in one transaction, as a recorder does. */
export async function closeRun(db: Database, runId: bigint, status = 'completed'): Promise<void> {
  await db.prisma.$transaction([
    db.prisma.recording.update({ where: { runId }, data: { state: 'closed' } }),
    db.prisma.run.update({ where: { id: runId }, data: { status, recording: 'closed', integrity: 'complete' } }),
  ])
  await notifyFrames([runId], db)
}
