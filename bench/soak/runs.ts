import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '#lib/db/client.ts'
import { findRun } from '#lib/db/find-run.ts'
import { recordRun } from '#lib/db/record-run.ts'
import { startRun } from '#lib/db/start-run.ts'
import { checkRun } from '#lib/faults/check-run.ts'
import type { Shown } from '#lib/faults/compare-live.ts'
import type { TruthReader } from '#lib/faults/read-truth.ts'
import { followRun } from '#lib/faults/viewer.ts'
import type { ToUpstream } from './messages.ts'
import { patiently } from './patiently.ts'
import { between, oneOf, type Random } from './random.ts'
import type { RunPlan } from './run-script.ts'
import type { SoakSource } from './sources.ts'
import { addRun, type Tally } from './tally.ts'

export type RunsOptions = {
  /** How many are recorded at once. */
  runs: number
  /** Frames a second of each. */
  rate: number
  /** How long runs are, at least and at most. */
  seconds: readonly [number, number]
  /** How many viewers there are at once. */
  viewers: number
}

export type RunsWorld = {
  sources: readonly SoakSource[]
  tellUpstream(message: ToUpstream): void
  webUrl: string
  truth: TruthReader
  random: Random
  tally: Tally
  db: Database
}

type ActiveRun = {
  plan: RunPlan
  source: SoakSource
  publicId: string
  runId: bigint
  url: string
  shown: Promise<Shown>[]
}

/** What the truth log calls the stream of a run, beyond its name. */
const streams: Partial<Record<RunPlan['dialect'], string>> = { operativus: '/log', generic: '#1' }

/** How long after the end of a recording its viewers may take to hear of it. */
const VIEWER_MS = 30_000
/** How long after the last script a recording may take to be closed. */
const CLOSE_MS = 150_000

/** Keeps so many runs going until the signal aborts, then sees the last of them to their end. Each is checked once it is closed. */
export async function keepRunsGoing(options: RunsOptions, world: RunsWorld, over: AbortSignal): Promise<void> {
  const { random } = world
  let viewing = 0
  let made = 0
  const places = Array.from({ length: options.runs }, async (_, place) => {
    // Not all at once: as it is in life, some begin while others end.
    await delay(between(random, 0, 2000))
    // Two of five are of class A and of B each, one is of class C.
    const sourceClass = (['A', 'B', 'A', 'B', 'C'] as const)[place % 5] ?? 'A'
    while (!over.aborted) {
      const run = await patiently(() => begin(sourceClass, made++))
      if (viewing < options.viewers) {
        viewing++
        const watching = watch(run)
        run.shown.push(watching)
        void watching.finally(() => viewing--)
      }
      await finish(run)
    }
  })
  await Promise.all(places)

  async function begin(sourceClass: SoakSource['sourceClass'], number: number): Promise<ActiveRun> {
    const { db, sources, tellUpstream, webUrl } = world
    const source = oneOf(
      random,
      sources.filter((candidate) => candidate.sourceClass === sourceClass),
    )
    const isPost = sourceClass === 'C'
    const name = `${isPost ? '/runs/' : ''}${source.slug}-${number}`
    const seconds = between(random, ...options.seconds)
    const plan = {
      name,
      dialect: source.dialect,
      frames: seconds * options.rate,
      rate: options.rate,
      seed: between(random, 0, 2 ** 31),
    }
    tellUpstream({ type: 'add', plan })
    const start = {
      operation: 'stream',
      params: { method: 'POST', path: name },
      body: { number },
      idempotencyKey: name,
    }
    const answer = await patiently(() =>
      isPost
        ? startRun({ source: source.slug, ...start }, db)
        : recordRun({ source: source.slug, upstreamRunId: name }, db),
    )
    if (!('publicId' in answer)) throw new Error(`run ${name} could not be made: ${answer.detail}`)
    const { publicId } = answer
    const found = await patiently(() => findRun(publicId, db))
    if (!found) throw new Error(`run ${name} is not there`)
    return { plan, source, publicId, runId: found.id, url: `${webUrl}/api/v1/runs/${publicId}`, shown: [] }
  }

  /** Cuts itself off every few seconds, as browsers of people on the move are. */
  function watch(run: ActiveRun): Promise<Shown> {
    const leave = AbortSignal.timeout(options.seconds[1] * 1000 + CLOSE_MS + VIEWER_MS)
    const viewer = `${run.plan.name}-viewer`
    return followRun(run.url, { viewer, signal: leave, stayMs: () => between(random, 1000, 9000) })
  }

  async function finish(run: ActiveRun): Promise<void> {
    const { db, truth, tally, tellUpstream } = world
    const { plan, source } = run
    const row = await closed(run)
    if (row === null) {
      tally.wrongEnds.push(`${plan.name} was not closed ${CLOSE_MS / 1000} s after its upstream ended`)
      return
    }
    const shown = await Promise.all(run.shown)
    await truth.catchUp()
    const { sourceClass } = source
    const streamName = plan.name + (streams[plan.dialect] ?? '')
    const emitted = truth.truth(streamName) ?? { run: streamName, emitted: [], beside: new Map<string, number>() }
    const again = truth.truth(`${plan.name}#2`)
    if (again) tally.wrongEnds.push(`${plan.name} was started twice`)
    const checked = await patiently(() => checkRun(emitted, { runId: run.runId, url: run.url, sourceClass, shown }, db))
    const facts = { name: plan.name, source: source.slug, sourceClass, duplicates: row.duplicatesDropped }
    const frames = shown.reduce((sum, { frames }) => sum + frames.length, 0)
    addRun(tally, { ...facts, connections: row._count.connections, shown: frames }, emitted, checked)
    const wanted = sourceClass === 'C' ? (checked.gaps.length > 0 ? /ended|lost/ : /ended/) : /completed/
    if (!wanted.test(row.status)) tally.wrongEnds.push(`${plan.name} is ${row.status}: ${row.recordingError ?? ''}`)
    tellUpstream({ type: 'forget', name: plan.name, dialect: plan.dialect })
    truth.forget(streamName)
  }

  /** The run's row once its recording is closed; null if that takes too long. */
  async function closed({ runId, plan }: ActiveRun) {
    const deadline = performance.now() + (plan.frames / plan.rate) * 1000 + CLOSE_MS
    while (performance.now() < deadline) {
      const row = await patiently(() =>
        world.db.prisma.run.findUniqueOrThrow({
          where: { id: runId },
          select: {
            status: true,
            recording: true,
            recordingError: true,
            duplicatesDropped: true,
            _count: { select: { connections: true } },
          },
        }),
      )
      if (row.recording === 'closed') return row
      await delay(1000)
    }
    return null
  }
}
