import type { Database } from '#lib/db/client.ts'
import { learnRun } from '#lib/db/learn-run.ts'
import type { LearntRun } from '#lib/db/learn-runs.ts'
import { findListedRuns, findUnheardRuns, type ListedRun } from '#lib/db/listed-runs.ts'
import { activeStatuses } from '#lib/db/told-run.ts'
import type { Rest } from '#lib/dialects/rest.ts'
import { readPage, type Asking } from './read-page.ts'

const LIMIT = 10

/**
 * Asks for details of runs that no stream tells more of: those that ended since the last read, for what they gave, and
 * those that are active as far as is known, but that the pages read did not tell of. So many a read, that a source with
 * thousands of them is not asked a thousand times.
 */
export async function readDetails({
  db,
  upstream,
  rest,
  asking,
  learnt,
  heard,
}: {
  db: Database
  upstream: { id: string }
  rest: Rest
  asking: Asking
  learnt: readonly LearntRun[]
  heard: readonly string[]
}): Promise<void> {
  const sourceId = upstream.id
  const ended = learnt.filter(({ status }) => !activeStatuses.includes(status))
  const upstreamRunIds = ended.slice(0, LIMIT).map((run) => run.upstreamRunId)
  const runs = [
    ...(upstreamRunIds.length === 0 ? [] : await findListedRuns({ sourceId, upstreamRunIds }, db)),
    ...(await findUnheardRuns({ sourceId, heard, limit: LIMIT }, db)),
  ]
  for (const run of runs) if (!(await readDetail(run, { db, rest, asking }))) return
}

/** False if asking on is of no use now; the next read asks again for what is still active. */
async function readDetail(
  { runId, isActive, ref }: ListedRun,
  { db, rest, asking }: { db: Database; rest: Rest; asking: Asking },
): Promise<boolean> {
  for (const spec of rest.details(ref)) {
    const answer = await readPage(spec, asking)
    if (answer.name === 'text') {
      const told = rest.read(answer.text).find(({ upstreamRunId }) => upstreamRunId === ref.upstreamRunId)
      if (told) await learnRun(runId, told, db)
    } else if (answer.status === 404 || answer.status === 410) {
      // Nobody can say any more how it ended.
      const { upstreamRunId } = ref
      if (isActive)
        await learnRun(runId, { upstreamRunId, status: 'lost', createdMs: null, endedMs: null, metadata: {} }, db)
    } else if (!answer.alone) return false
  }
  return true
}
