import type { Database } from '#lib/db/client.ts'
import type { SourceClass } from '#lib/dialects/dialect.ts'
import { check } from './check.ts'
import type { Observed } from './compare-frames.ts'
import type { Shown } from './compare-live.ts'
import type { Finding } from './finding.ts'
import { readExports, readReplay } from './read-replay.ts'
import { readStored } from './read-stored.ts'
import type { RunTruth } from './run-truth.ts'

export type CheckedRun = {
  findings: Finding[]
  /** What is stored, gaps aside, and the gaps. */
  frames: number
  gaps: (Observed & { gap: NonNullable<Observed['gap']> })[]
}

/**
 * Reads one closed recording everywhere, the table, the replay API, both exports and what viewers were shown, and
 * compares all of it with what was emitted. `url` is the run's address in the API.
 */
export async function checkRun(
  truth: RunTruth,
  run: { runId: bigint; url: string; sourceClass: SourceClass; shown: readonly Shown[] },
  db: Database,
): Promise<CheckedRun> {
  const stored = await readStored(run.runId, db)
  const replay = await readReplay(run.url)
  const exported = await readExports(run.url)
  const findings = check(truth, {
    sourceClass: run.sourceClass,
    database: stored,
    replay,
    exported: { ...exported, stored: stored.sha256 },
    shown: run.shown,
  })
  const gaps = stored.frames.filter((frame): frame is CheckedRun['gaps'][number] => frame.gap !== null)
  return { findings, frames: stored.frames.length - gaps.length, gaps }
}
