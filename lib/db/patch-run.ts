import type { Run, RunPatch } from '#lib/api/run.ts'
import { database } from './client.ts'
import { findRun } from './find-run.ts'
import { getRun } from './get-run.ts'
import { notifyFrames } from './notify-frames.ts'

/** Changes what people may change of a run; null if there is none. Labels are replaced as a whole. */
export async function patchRun(publicId: string, patch: RunPatch, db = database()): Promise<Run | null> {
  const run = await findRun(publicId, db)
  if (!run) return null
  await db.prisma.run.update({
    where: { id: run.id },
    data: {
      ...(patch.keep === undefined ? {} : { keep: patch.keep }),
      ...(patch.labels === undefined ? {} : { labels: patch.labels }),
      ...(patch.title === undefined ? {} : { title: patch.title }),
      updatedAt: new Date(),
    },
    select: { id: true },
  })
  await notifyFrames([run.id], db)
  return getRun(publicId, db)
}
