import type { Database } from '#lib/db/client.ts'
import { eraseRuns, makeRuns } from '../make-runs.ts'
import { storedStreams } from '../stored-streams.ts'
import { startChild } from './child.ts'
import { commitLags, type Lags } from './lags.ts'
import type { EmittedRun, FromUpstream, UpstreamPlan } from './messages.ts'

/** Something that records the runs of an upstream, and returns when all it can get is stored. */
export type RecordingWay = {
  name: string
  record(recording: Recording): Promise<{ cpuUs: number }>
}

export type Recording = {
  upstreamUrl: string
  seconds: number
  db: Database
  databaseUrl: string
  /** Makes the runs that are to be recorded, `run-0` and so on upstream. */
  makeRuns(): Promise<readonly bigint[]>
}

export type Observed = {
  name: string
  runs: number
  frames: number
  lost: number
  /** Runs of which other bytes are stored than were emitted. */
  changedRuns: number
  received: Lags
  emitted: Lags
  cpuUs: number
  /** By how much the upstream itself was behind its plan, in ms. */
  lateMs: number
}

/** Has an upstream stream to one way of recording, and compares what was emitted with what is stored. */
export async function observe(
  way: RecordingWay,
  {
    runs,
    rate,
    seconds,
    db,
    databaseUrl,
  }: { runs: number; rate: number; seconds: number; db: Database; databaseUrl: string },
): Promise<Observed> {
  await eraseRuns(db)
  const plan: UpstreamPlan = { runs, rate, framesPerRun: seconds * rate }
  const upstream = startChild<FromUpstream>('bench/tail/upstream.ts', { args: [JSON.stringify(plan)] })
  try {
    const { url: upstreamUrl } = await upstream.next('listening')
    let runIds: readonly bigint[] = []
    const { cpuUs } = await way.record({
      upstreamUrl,
      seconds,
      db,
      databaseUrl,
      makeRuns: async () => (runIds = await makeRuns({ count: runs, baseUrl: upstreamUrl }, db)),
    })
    const report = upstream.next('emitted')
    upstream.send({ type: 'report' })
    const emitted = (await report).runs
    return {
      name: way.name,
      runs,
      ...(await compare(emitted, runIds, db)),
      ...(await commitLags(db)),
      cpuUs,
      lateMs: Math.max(...emitted.map(({ lateMs }) => lateMs)),
    }
  } finally {
    await upstream.stop()
  }
}

async function compare(emitted: readonly EmittedRun[], runIds: readonly bigint[], db: Database) {
  const stored = await storedStreams(db)
  const sum = { frames: 0, lost: 0, changedRuns: 0 }
  for (const [number, { frames, sha256 }] of emitted.entries()) {
    const found = stored.get(runIds[number] as bigint)
    sum.frames += frames
    sum.lost += Math.max(0, frames - (found?.frames ?? 0))
    if (found?.sha256 !== sha256 || !found.unbroken) sum.changedRuns++
  }
  return sum
}
