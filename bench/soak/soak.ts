import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '#lib/db/client.ts'
import { unexplainedGaps } from '#lib/faults/explain-gaps.ts'
import { startFaultProxy } from '#lib/faults/fault-proxy.ts'
import { openTruthReader } from '#lib/faults/read-truth.ts'
import { startChild } from '../tail/child.ts'
import { databaseFaults, drawFault, type FaultName } from './fault-plan.ts'
import { inject, type Done, type World } from './inject.ts'
import type { FromUpstream, FromWeb } from './messages.ts'
import { randomFrom } from './random.ts'
import { namedUrl, startRecorders } from './recorders.ts'
import { keepRunsGoing, type RunsOptions } from './runs.ts'
import { takeSamples, type Sample } from './sample.ts'
import { makeSources } from './sources.ts'
import { createTally, type Tally } from './tally.ts'

export type SoakOptions = RunsOptions & {
  /** How long faults come and new runs begin. Runs that are under way then are seen to their end. */
  ms: number
  seed: number
  recorders: number
  /** A fault drawn from these so often. */
  faultEveryMs: number
  faults: readonly FaultName[]
  /** A fault of the recorders' link to the database so often; null: never. */
  databaseEveryMs: number | null
  /** When recorders are killed and the database is restarted: after so long each, again and again; null: never. */
  killEveryMs: number | null
  restartEveryMs: number | null
}

export type SoakResult = {
  options: SoakOptions
  startedAt: Date
  tookMs: number
  tally: Tally
  faults: Done[]
  samples: Sample[]
  /** Gaps that no fault explains, and processes that ended by themselves. */
  unexplained: Tally['gaps']
  deaths: string[]
  folder: string
}

const SAMPLE_MS = 5000

/**
 * Records runs of every class with several recorders while faults come, and checks every run once it is over. `restart`
 * is what a restart of the database does.
 */
export async function runSoak(
  options: SoakOptions,
  {
    databaseUrl,
    restart,
    progress,
  }: {
    databaseUrl: string
    restart: ((downMs: number) => Promise<void>) | null
    progress: (tally: Tally, faults: readonly Done[]) => void
  },
): Promise<SoakResult> {
  const startedAt = new Date()
  const folder = await mkdtemp(join(tmpdir(), 'runtape-soak-'))
  const truthFile = join(folder, 'truth.ndjson')
  // Faults have numbers of their own: how many the runs take depends on the machine.
  const random = randomFrom(-options.seed)
  const db = openDatabase(namedUrl(databaseUrl, 'harness'), { max: 8 })
  const upstream = startChild<FromUpstream>('bench/soak/upstream.ts', { args: [truthFile] })
  const web = startChild<FromWeb>('bench/soak/web.ts', {
    vars: { DATABASE_URL: namedUrl(databaseUrl, 'web'), RUNTAPE_HOME: join(folder, 'home'), LOG_LEVEL: 'silent' },
  })
  const [{ urls }, { url: webUrl }] = await Promise.all([upstream.next('listening'), web.next('serving')])
  const sources = await makeSources(urls, { random, db })
  const link = await startFaultProxy(databaseUrl, { random })
  const recorders = await startRecorders({ count: options.recorders, databaseUrl: link.url, folder, db })
  const truth = await openTruthReader(truthFile)
  const tally = createTally()
  const faults: Done[] = []
  const samples: Sample[] = []
  const over = new AbortController()
  const links = new Map([['database', link], ...sources.map(({ slug, proxy }) => [slug, proxy] as const)])
  const world: World = { links, recorders, upstream, restartPostgres: restart, db }

  const sampling = setInterval(() => {
    const own = recorders.pids().map(({ slot, pid }) => ({ name: `recorder-${slot}`, pid }))
    const rest = [{ name: 'web', pid: web.pid }]
    void takeSamples([...own, ...rest], db).then((taken) => void samples.push(...taken))
    progress(tally, faults)
  }, SAMPLE_MS)
  try {
    const faulting = putIn(options, world, faults, over.signal)
    const running = keepRunsGoing(
      options,
      { sources, tellUpstream: upstream.send, webUrl, truth, random, tally, db },
      over.signal,
    )
    await Promise.race([delay(options.ms), running, faulting])
    over.abort()
    await Promise.all([faulting, running])
  } finally {
    over.abort()
    clearInterval(sampling)
    await recorders.stop()
    await Promise.all([web.stop(), upstream.stop(), ...[...links.values()].map((proxy) => proxy.close())])
    await truth.close()
    await db.close()
  }
  return {
    ...{ options, startedAt, tookMs: Date.now() - startedAt.getTime(), tally, faults, samples, folder },
    unexplained: unexplainedGaps(tally.gaps, faults),
    deaths: recorders.deaths(),
  }
}

/** Puts faults in until the signal aborts, and waits until the last is taken out. */
async function putIn(options: SoakOptions, world: World, faults: Done[], over: AbortSignal): Promise<void> {
  const { recorders } = options
  const sources = [...world.links.keys()].filter((name) => name !== 'database')
  const schedules: { everyMs: number | null; names: readonly FaultName[]; proxies: readonly string[] }[] = [
    { everyMs: options.faultEveryMs, names: options.faults, proxies: sources },
    { everyMs: options.databaseEveryMs, names: databaseFaults, proxies: ['database'] },
    { everyMs: options.killEveryMs, names: ['kill_recorder'], proxies: sources },
    { everyMs: options.restartEveryMs, names: ['restart_postgres'], proxies: sources },
  ]
  const underWay: Promise<void>[] = []
  await Promise.all(
    schedules.map(async ({ everyMs, names, proxies }, i) => {
      if (everyMs === null) return
      const random = randomFrom(options.seed + i)
      for (;;) {
        await delay(everyMs, undefined, { signal: over }).catch(() => undefined)
        if (over.aborted) return
        // Not waited for: the next may come while one is still there.
        const fault = drawFault(random, { proxies, recorders, names })
        underWay.push(inject(fault, world, (done) => faults.push(done)))
      }
    }),
  )
  await Promise.all(underWay)
}

/** Whether nothing was wrong. */
export function isClean({ tally, unexplained, deaths }: SoakResult): boolean {
  return [tally.findings, tally.wrongEnds, unexplained, deaths].every((list) => list.length === 0)
}
