import type { ConnectionPlan } from './script.ts'
import type { Entry, FrameEntry, ScriptedRun } from './scripted-run.ts'

/** Whether `id` comes after `cursor`, in an upstream's own order. */
export type IsAfter = (id: string, cursor: string) => boolean

/**
 * Where in the log a connection begins: behind its cursor, or where its faults say. With `isAfter` null, ids have no
 * order and a cursor counts only if it is one of them. A cursor from before the upstream started over is as good as none.
 */
export function startOf(
  { log, begins }: ScriptedRun,
  cursor: string | null,
  plan: ConnectionPlan,
  isAfter: IsAfter | null,
): number {
  if (cursor === null || plan.ignoreCursor) return begins
  const at = log.findLastIndex((entry) => hasId(entry) && entry.id === cursor)
  if (at < begins && (begins > 0 || isAfter === null)) return begins
  let next = at + 1
  if (isAfter) {
    const found = log.findIndex((entry, position) => position >= begins && hasId(entry) && isAfter(entry.id, cursor))
    next = found < 0 ? log.length : found
  }
  for (let left = plan.resend ?? 0; left > 0 && next > begins;) {
    next -= 1
    if (hasId(log[next])) left -= 1
  }
  // Back to right behind the frame before: comments and cuts in between are this connection's to meet.
  return Math.max(log.findLastIndex((entry, position) => position < next && hasId(entry)) + 1, begins)
}

function hasId(entry: Entry | undefined): entry is FrameEntry & { id: string } {
  return entry?.name === 'frame' && entry.id !== null
}
