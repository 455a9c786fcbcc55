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
  /** How many emitted frames are stored, and how many more, such as heartbeats of a connection. */
  stored: number
  beside: number
  gaps: (Observed & { gap: NonNullable<Observed['gap']> })[]
  /** Emitted frames that are not stored, those aside that the upstream gives nobody a second time. */
  missing: number
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
  const kept = new Set(stored.frames.map(({ sha256 }) => sha256))
  const isKept = ({ sha256 }: { sha256: string }) => kept.has(sha256)
  const isDue = ({ id }: { id: string | null }) => run.sourceClass === 'C' || id !== null
  const count = truth.emitted.filter(isKept).length
  return {
    findings,
    stored: count,
    beside: stored.frames.length - gaps.length - count,
    gaps,
    missing: truth.emitted.filter((frame) => isDue(frame) && !isKept(frame)).length,
  }
}
