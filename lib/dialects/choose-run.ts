import type { UpstreamRun } from './rest.ts'
import { isRunId } from './run-id.ts'

/**
 * Which of the listed runs is the one that we started but were not told the id of: the only one that was created since
 * its request was sent. `skewMs` is how far the upstream's clock may be behind ours. A run whose creation the upstream
 * does not tell is never taken.
 */
export function chooseRun(
  listed: readonly UpstreamRun[],
  { startedMs, skewMs }: { startedMs: number; skewMs: number },
): UpstreamRun | 'none' | 'several' {
  const since = listed.filter(({ createdMs, upstreamRunId }) => {
    return createdMs !== null && createdMs >= startedMs - skewMs && isRunId(upstreamRunId)
  })
  const byId = new Map(since.map((run) => [run.upstreamRunId, run]))
  const [run] = byId.values()
  if (run === undefined) return 'none'
  return byId.size === 1 ? run : 'several'
}
