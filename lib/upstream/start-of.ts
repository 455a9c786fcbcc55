import type { ConnectionPlan } from './script.ts'
import type { FrameEntry, ScriptedRun } from './scripted-run.ts'

/** Whether `id` comes after `cursor`, in an upstream's own order. */
export type IsAfter = (id: string, cursor: string) => boolean

/**
 * Where in the log a connection begins: behind its cursor, or where its faults say. A cursor that this upstream
 * does not know since it started over is as good as none.
 */
export function startOf(run: ScriptedRun, cursor: string | null, plan: ConnectionPlan, isAfter: IsAfter): number {
  if (cursor === null || plan.ignoreCursor) return run.begins
  if (run.begins > 0 && !isKnown(run, cursor)) return run.begins
  const found = run.log.findIndex((entry, at) => at >= run.begins && hasId(entry) && isAfter(entry.id, cursor))
  const next = stepBack(run, found < 0 ? run.log.length : found, plan.resend ?? 0)
  // Back to right behind the frame before: comments and cuts in between are this connection's to meet.
  const before = run.log.findLastIndex((entry, at) => at < next && hasId(entry))
  return Math.max(before + 1, run.begins)
}

function isKnown(run: ScriptedRun, cursor: string): boolean {
  return run.log.some((entry, at) => at >= run.begins && hasId(entry) && entry.id === cursor)
}

function stepBack(run: ScriptedRun, from: number, frames: number): number {
  let at = from
  for (let left = frames; left > 0 && at > run.begins;) {
    at -= 1
    const entry = run.log[at]
    if (entry && hasId(entry)) left -= 1
  }
  return at
}

function hasId(entry: { name: string; id?: string | null }): entry is FrameEntry & { id: string } {
  return entry.name === 'frame' && typeof entry.id === 'string'
}
