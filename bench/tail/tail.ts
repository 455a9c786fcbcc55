import type { Bench } from '../bench.ts'
import { whole } from '../report.ts'
import { walFlushMs } from './lags.ts'
import { naive } from './naive.ts'
import { observe, type Observed } from './observe.ts'
import { runtape } from './runtape.ts'

const RUNS = 200
const RATE = 25
const P99_MS = 200
const NAIVE_RUNS = [40, RUNS]
const NAIVE_SECONDS = 10

/** Bench 2: many live streams at once into the real recorder, each frame a TCP write of its own. */
export const tail: Bench = {
  number: 2,
  title: `Record ${RUNS} live streams of ${RATE} frames/s`,
  async run({ db, url: databaseUrl, options: { seconds } }) {
    const load = { rate: RATE, db, databaseUrl }
    const ours = await observe(runtape, { ...load, runs: RUNS, seconds })
    const flushMs = await walFlushMs(db)
    const peers: Observed[] = []
    for (const runs of NAIVE_RUNS) {
      peers.push(await observe(naive, { ...load, runs, seconds: Math.min(seconds, NAIVE_SECONDS) }))
    }
    const wrong = ours.lost + ours.changedRuns
    return {
      title: `${tail.number}. ${tail.title} for ${seconds} s`,
      columns: ['', 'emitted', 'lost', 'p50', 'p95', 'p99', 'max', 'e. p50', 'e. p99', 'e. max', 'us CPU'],
      rows: [ours, ...peers].map(row),
      goals: [
        { what: 'frames lost, runs changed', wanted: '0', measured: whole(wrong), reached: wrong === 0 },
        {
          what: 'received to committed, p99',
          wanted: `<= ${P99_MS} ms`,
          measured: ms(ours.received.p99),
          reached: ours.received.p99 <= P99_MS,
        },
      ],
      notes: [
        'p50 to max: from received to committed. e.: from emitted by the upstream to committed. us CPU: of the recording',
        'process, a frame, with all else that it does. The naive recorder reads no faster than it stores: by how much it is',
        'behind shows from emitted on.',
        `A commit is dated before its log is flushed; that took ${flushMs.toFixed(2)} ms more on average.`,
        `The upstream wrote no frame later than ${ms(ours.lateMs)} after its time.`,
        `Every run was counted and hashed; Runtape: ${ours.lost} frames missing, ${ours.changedRuns} runs with other bytes.`,
      ],
    }
  },
}

function row({ name, runs, frames, lost, received, emitted, cpuUs }: Observed): string[] {
  const lags = [received.p50, received.p95, received.p99, received.max, emitted.p50, emitted.p99, emitted.max]
  return [`${name}, ${runs} runs`, whole(frames), whole(lost), ...lags.map(ms), (cpuUs / frames).toFixed(0)]
}

function ms(value: number): string {
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`
}
