import type { Database } from '#lib/db/client.ts'
import type { Bench } from '../bench.ts'
import { eraseRuns, makeRuns } from '../make-runs.ts'
import { median } from '../quantile.ts'
import { percent, times, whole, type Goal } from '../report.ts'
import { sha256, storedStreams } from '../stored-streams.ts'
import { copy, copyInParts } from './copy.ts'
import { foldsOff } from './folds-off.ts'
import { foldsOn } from './folds-on.ts'
import { makeLoad, type Contender, type Load } from './load.ts'
import { prismaCreate } from './prisma-create.ts'
import { prismaCreateMany } from './prisma-create-many.ts'

const RUNS = 200
const FRAMES_PER_RUN = 2500
const WARM_UP_SHARE = 5

const createMany = prismaCreateMany(1)
const contenders = [prismaCreate, createMany, prismaCreateMany(2), foldsOff, foldsOn, copyInParts, copy]

/** Bench 1: how fast frames are stored, against Prisma's own ways (peers) and COPY (the limit). */
export const store: Bench = {
  number: 1,
  title: `Store ${whole(RUNS * FRAMES_PER_RUN)} frames of ${RUNS} runs`,
  async run({ db, options: { rounds } }) {
    const load = makeLoad({ runs: RUNS, framesPerRun: FRAMES_PER_RUN })
    const passes: { contender: Contender; rates: number[] }[] = contenders.map((contender) => ({
      contender,
      rates: [],
    }))
    for (const { contender } of passes) await pass(contender, contender.framesPerRun / WARM_UP_SHARE, load, db)
    for (let round = 0; round < rounds; round++) {
      for (const { contender, rates } of passes) rates.push(await pass(contender, contender.framesPerRun, load, db))
    }
    const ratesOf = (wanted: Contender) => passes.find(({ contender }) => contender === wanted)?.rates ?? []
    const ratio = (a: Contender, b: Contender) => {
      const other = ratesOf(b)
      return median(ratesOf(a).map((rate, round) => rate / (other[round] ?? Number.NaN)))
    }
    return {
      title: `${store.number}. ${store.title} (median of ${rounds} rounds)`,
      columns: ['', 'frames', 'frames/s', 'us a frame', 'of create', 'of createMany', 'of COPY'],
      rows: passes.map(({ contender, rates }) => [
        contender.name,
        whole(contender.framesPerRun * RUNS),
        whole(median(rates)),
        (1e6 / median(rates)).toFixed(1),
        times(ratio(contender, prismaCreate)),
        times(ratio(contender, createMany)),
        percent(ratio(contender, copy)),
      ]),
      goals: [
        atLeast('folds off, of create', 30, ratio(foldsOff, prismaCreate), times),
        atLeast('folds off, of createMany one at a time', 5, ratio(foldsOff, createMany), times),
        atLeast('folds on, of createMany one at a time', 4, ratio(foldsOn, createMany), times),
        atLeast('folds off, of COPY', 0.5, ratio(foldsOff, copy), percent),
      ],
      notes: [
        `Every pass was counted and hashed: all frames of all ${RUNS} runs were there, in order, byte for byte.`,
        'Ratios are medians of the ratios within a round, so that what else the machine does weighs on both sides.',
      ],
    }
  },
}

/** Stores the load once into empty tables, proves that it is there, and gives the frames a second. */
async function pass(contender: Contender, framesPerRun: number, load: Load, db: Database): Promise<number> {
  await eraseRuns(db)
  const runIds = await makeRuns({ count: RUNS, baseUrl: 'http://127.0.0.1:9', epoch: 1 }, db)
  const run = await contender.prepare(load, runIds, db)
  const startedAt = performance.now()
  await run(framesPerRun)
  const seconds = (performance.now() - startedAt) / 1000
  await prove(contender, framesPerRun, load, runIds, db)
  return (framesPerRun * RUNS) / seconds
}

async function prove(contender: Contender, frames: number, load: Load, runIds: readonly bigint[], db: Database) {
  const stored = await storedStreams(db)
  for (const [run, { bytes, ends }] of load.streams.entries()) {
    const found = stored.get(runIds[run] as bigint)
    const wanted = sha256(bytes.subarray(0, ends[frames - 1]))
    if (found?.frames !== frames || !found.unbroken || found.sha256 !== wanted) {
      throw new Error(`${contender.name}: run ${run} is not stored as it was sent: ${JSON.stringify(found)}`)
    }
  }
}

function atLeast(what: string, wanted: number, measured: number, format: (value: number) => string): Goal {
  return { what, wanted: `>= ${format(wanted)}`, measured: format(measured), reached: measured >= wanted }
}
