import type { Database } from '#lib/db/client.ts'
import { closeConnection } from '#lib/db/close-connection.ts'
import { learnRun } from '#lib/db/learn-run.ts'
import { findUnaskedRuns, findUnheardRuns, type ListedRun } from '#lib/db/listed-runs.ts'
import { openConnection } from '#lib/db/open-connection.ts'
import { activeStatuses } from '#lib/db/told-run.ts'
import type { RequestSpec } from '#lib/dialects/dialect.ts'
import type { Rest } from '#lib/dialects/rest.ts'
import type { WholeAnswer } from '#lib/http/ask.ts'
import { hideSecretBytes, type Secrets } from '#lib/http/hide-secrets.ts'
import { knownResponseHeaders } from '#lib/recorder/headers.ts'
import { readPage, type Asking } from './read-page.ts'

const LIMIT = 10
const MAX_BODY = 64 * 1024

type Reading = { db: Database; upstream: { id: string }; rest: Rest; asking: Asking }

/**
 * Asks for details of runs that no stream tells more of: once of those that have ended, for what they gave, and of those
 * that are active as far as is known but that the pages read did not tell of. So many a read, that an upstream with
 * thousands of runs is not asked a thousand times.
 */
export async function readDetails({ heard, ...reading }: Reading & { heard: readonly string[] }): Promise<void> {
  const { db, upstream } = reading
  const sourceId = upstream.id
  const runs = [
    ...(await findUnaskedRuns({ sourceId, limit: LIMIT }, db)),
    ...(await findUnheardRuns({ sourceId, heard, limit: LIMIT }, db)),
  ]
  for (const run of runs) if (!(await readDetail(run, reading))) return
}

/** False if asking on is of no use now: the next read asks again. */
async function readDetail({ runId, isActive, ref }: ListedRun, { db, rest, asking }: Reading): Promise<boolean> {
  for (const spec of rest.details(ref)) {
    const askedMs = asking.now()
    const page = await readPage(spec, asking)
    if (page.name === 'failed' && !page.alone) return false
    const told =
      page.name === 'text' ? rest.read(page.text).find((run) => run.upstreamRunId === ref.upstreamRunId) : null
    const isGone = isActive && (page.answer?.status === 404 || page.answer?.status === 410)
    if (told) await learnRun(runId, told, db)
    // Nobody can say any more how it ended.
    if (isGone) await learnRun(runId, { ...nothing, upstreamRunId: ref.upstreamRunId, status: 'lost' }, db)
    const isOver = !isActive || isGone || (told?.status != null && !activeStatuses.includes(told.status))
    if (isOver && page.answer) {
      const { upstream: secrets } = asking
      await note({ runId, spec, answer: page.answer, secrets, askedMs, nowMs: asking.now() }, db)
    }
  }
  return true
}

const nothing = { createdMs: null, endedMs: null, metadata: {} }

/** Writes the question and its answer into the run's connection log, by which it is known that nobody need ask again. */
async function note(
  exchange: {
    runId: bigint
    spec: RequestSpec
    answer: WholeAnswer
    secrets: Secrets
    askedMs: number
    nowMs: number
  },
  db: Database,
): Promise<void> {
  const { runId, spec, answer, secrets, askedMs, nowMs } = exchange
  const opened = { requestHeaders: {}, requestBody: null, cursorSent: null, openedUs: askedMs * 1000 }
  const { method, path } = spec
  const number = await openConnection({ runId, purpose: 'detail', method, path, ...opened }, db)
  const closed = {
    status: answer.status,
    responseHeaders: knownResponseHeaders(answer.headers),
    responseBody: hideSecretBytes(answer.body.subarray(0, MAX_BODY), secrets),
    closedUs: nowMs * 1000,
    why: 'answered',
  }
  await closeConnection(runId, number, closed, db)
}
