import { database } from './client.ts'
import { isUniqueViolation } from './unique-violation.ts'

/** `taken`: another run of the source has that id already, and was there first. Both say so from then on. */
export type Adoption = { name: 'adopted' } | { name: 'taken'; by: string }

/**
 * Gives a run the upstream id that was learnt only after it was made: from its stream, from the answer to its start, or
 * from a list. Learning the same id again changes nothing.
 */
export async function adoptRunId(runId: bigint, upstreamRunId: string, db = database()): Promise<Adoption> {
  const run = await db.prisma.run.findUniqueOrThrow({
    where: { id: runId },
    select: { sourceId: true, surface: true, publicId: true },
  })
  const key = { sourceId: run.sourceId, surface: run.surface, upstreamRunId }
  try {
    await db.prisma.$transaction([
      db.prisma.runKey.create({ data: { ...key, runId } }),
      db.prisma.run.update({ where: { id: runId }, data: { upstreamRunId }, select: { id: true } }),
    ])
    return { name: 'adopted' }
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
  }
  const owner = await db.prisma.runKey.findUnique({
    where: { sourceId_surface_upstreamRunId: key },
    select: { run: { select: { id: true, publicId: true } } },
  })
  if (!owner) return adoptRunId(runId, upstreamRunId, db) // erased in this moment
  if (owner.run.id === runId) return { name: 'adopted' }
  await note(runId, 'duplicateOf', owner.run.publicId, db)
  await note(owner.run.id, 'duplicate', run.publicId, db)
  return { name: 'taken', by: owner.run.publicId }
}

async function note(runId: bigint, field: string, publicId: string, { prisma } = database()) {
  await prisma.$executeRaw`
    UPDATE run SET metadata = metadata || jsonb_build_object(${field}::text, ${publicId}::text), updated_at = now()
    WHERE id = ${runId}`
}
