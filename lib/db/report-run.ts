import type { Frame, FramesPage } from '#lib/api/frame.ts'
import { framesAround, runReport } from '#lib/run/report.ts'
import { version } from '#lib/version.ts'
import { database, type Database } from './client.ts'
import { getRun } from './get-run.ts'
import { listTools } from './list-tools.ts'
import { readFrames } from './read-frames.ts'

/**
 * A run as Markdown, about one of its frames: the one asked for, else that of its error, else its last. Null if
 * there is no such run. `origin` is where readers of the report reach this server.
 */
export async function reportRun(
  publicId: string,
  { at, origin }: { at: number | null; origin: string },
  db = database(),
): Promise<string | null> {
  const [run, tools] = await Promise.all([getRun(publicId, db), listTools(publicId, db)])
  if (run === null || tools === null) return null
  const wanted = Math.min(at ?? run.error?.seq ?? run.frameCount, run.frameCount)
  const seq = wanted < 1 ? null : wanted
  const after = Math.max(0, wanted - framesAround - 1)
  const frames = await framesBetween(publicId, after, wanted + framesAround, db)
  const link = `${origin}/runs/${encodeURIComponent(publicId)}${seq === null ? '' : `?f=${seq}`}`
  return runReport({ run, seq, frames, tools, link, version })
}

/** In as many pages as it takes: a page of large frames ends early. */
async function framesBetween(publicId: string, after: number, to: number, db: Database): Promise<Frame[]> {
  const frames: Frame[] = []
  for (let next: number | null = after; next !== null && next < to;) {
    const page: FramesPage | null = await readFrames(publicId, { after: next, limit: to - next }, db)
    frames.push(...(page?.frames ?? []))
    next = page?.nextAfter ?? null
  }
  return frames
}
