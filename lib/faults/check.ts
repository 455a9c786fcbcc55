import type { SourceClass } from '#lib/dialects/dialect.ts'
import { compareFrames, type Observed } from './compare-frames.ts'
import { compareLive, type Shown } from './compare-live.ts'
import type { Finding } from './finding.ts'
import type { RunTruth } from './run-truth.ts'

/** One recording as it was read in every way there is, once it was closed. */
export type Recorded = {
  sourceClass: SourceClass
  database: { frames: readonly Observed[]; chain: string; computedChain: string }
  /** The frames of the API, and what each says, by seq. */
  replay: { frames: readonly Observed[]; digests: ReadonlyMap<number, string> }
  /** The lines of the `.ndjson` export, and the hashes of the `.sse` export and of the stored bytes that it should be. */
  exported: { frames: readonly Observed[]; sse: string; stored: string }
  shown: readonly Shown[]
}

/** Everything that is wrong with one recording. Pure. */
export function check(truth: RunTruth, { sourceClass, database, replay, exported, shown }: Recorded): Finding[] {
  const resumable = sourceClass !== 'C'
  const lastSeq = database.frames.at(-1)?.seq ?? 0
  return [
    ...compareFrames(truth, database.frames, { where: 'database', resumable }),
    ...compareFrames(truth, replay.frames, { where: 'replay', resumable }),
    ...compareFrames(truth, exported.frames, { where: 'export', resumable }),
    ...same(truth.run, 'database', { truth: `chain ${database.computedChain}`, found: `chain ${database.chain}` }),
    ...same(truth.run, 'export', { truth: `bytes ${exported.stored}`, found: `bytes ${exported.sse}` }),
    ...shown.flatMap((viewer) => compareLive(truth.run, viewer, { digests: replay.digests, lastSeq })),
  ]
}

function same(run: string, where: Finding['where'], { truth, found }: { truth: string; found: string }): Finding[] {
  return truth === found ? [] : [{ class: 'mutated', run, where, seq: null, truth, found }]
}
