import type { Logger } from 'pino'
import type { Database } from '#lib/db/client.ts'
import { claimReads, readSeconds, type ClaimedRead } from '#lib/db/claim-reads.ts'
import { isDatabaseAway } from '#lib/db/database-away.ts'
import { finishRead } from '#lib/db/finish-read.ts'
import { readUpstream } from '#lib/db/read-upstream.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import type { send } from '#lib/http/send.ts'
import type { Sleep } from '#lib/recorder/sleep.ts'
import type { Asking } from './read-page.ts'
import { readRuns, type Read } from './read-runs.ts'
import { readUsage } from './read-usage.ts'
import { nextReadMs } from './when-next.ts'

const POLL_MS = 1000
const MAX_READS = 20
/** A source that gives nothing to read is looked at again after this; a change of its settings makes it due at once. */
const NOTHING_MS = 5 * 60_000

export type Discovery = {
  /** Breaks off what is being read, and gives it back. */
  stop(): Promise<void>
}

type Deps = {
  db: Database
  send: typeof send
  sleep: Sleep
  log: Logger
  now: () => number
  random: () => number
}

/**
 * Reads sources in the background: their lists of runs, and what they account for. Any number of these share one
 * database: each read is made by whoever claims it. A source that is slow or down holds up no other.
 */
export function startDiscovery({
  now = Date.now,
  random = Math.random,
  ...given
}: Omit<Deps, 'now' | 'random'> & Partial<Deps>): Discovery {
  const deps: Deps = { ...given, now, random }
  const stopping = new AbortController()
  const reading = new Set<Promise<void>>()
  let away = false

  function begin(claim: ClaimedRead) {
    const done: Promise<void> = readOnce(claim, deps, stopping.signal)
      .catch((error: unknown) => {
        // It is anybody's again when its time is over.
        deps.log.warn({ err: error, source: claim.sourceId, read: claim.name }, 'a background read was left')
      })
      .finally(() => reading.delete(done))
    reading.add(done)
  }

  async function look() {
    try {
      const room = MAX_READS - reading.size
      if (room > 0) for (const claim of await claimReads(room, deps.db)) begin(claim)
      away = false
    } catch (error) {
      if (!away) deps.log.warn({ err: error }, 'sources are not read while the database is away')
      away = true
    }
  }

  async function loop() {
    while (!stopping.signal.aborted) {
      await look()
      await deps.sleep(POLL_MS, stopping.signal)
    }
  }

  const looping = loop()
  return {
    async stop() {
      stopping.abort()
      await looping
      await Promise.all(reading)
    },
  }
}

/** One read, and how it went. */
async function readOnce(claim: ClaimedRead, deps: Deps, stopping: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(readSeconds * 1000)
  let read: Read | null
  try {
    read = await readSource(claim, deps, AbortSignal.any([stopping, limit]))
  } catch (error) {
    if (stopping.aborted) return finishRead(claim, { name: 'left' }, { afterMs: 0 }, deps.db)
    read = await whyNot(error, claim, { deps, limit })
  }
  if (read === null) return finishRead(claim, { name: 'left' }, { afterMs: NOTHING_MS }, deps.db)
  const failures = read.ok ? 0 : claim.failures + 1
  if (failures === 1) {
    const { sourceId: source, name } = claim
    deps.log.info({ source, read: name, detail: read.detail }, 'a source could not be read')
  }
  const afterMs = nextReadMs(claim.name, { failures, afterMs: read.afterMs }, deps.random)
  await finishRead(claim, { name: read.ok ? 'read' : 'failed', detail: read.detail }, { afterMs }, deps.db)
}

async function readSource({ sourceId, name }: ClaimedRead, deps: Deps, signal: AbortSignal): Promise<Read | null> {
  const upstream = await readUpstream(sourceId, deps.db)
  signal.throwIfAborted() // it may have been claimed in the moment of the stop
  const dialect = upstream && getDialect(upstream.dialect)
  if (!upstream || !dialect?.rest) return null
  const asking: Asking = { upstream, send: deps.send, signal, now: deps.now }
  const reading = { db: deps.db, upstream, dialect, rest: dialect.rest, asking }
  return name === 'runs' ? readRuns(reading) : readUsage(reading)
}

/** What is known by an error: nothing if the database is away or the source is gone, which is not the source's doing. */
async function whyNot(
  error: unknown,
  { sourceId, name }: ClaimedRead,
  { deps, limit }: { deps: Deps; limit: AbortSignal },
): Promise<Read | null> {
  if (limit.aborted) return { ok: false, detail: `not read to the end within ${readSeconds} s`, afterMs: null }
  if (isDatabaseAway(error)) throw error
  if (!(await readUpstream(sourceId, deps.db))) return null
  deps.log.error({ err: error, source: sourceId, read: name }, 'a background read failed')
  return { ok: false, detail: 'what it said could not be kept; the log says why', afterMs: null }
}
