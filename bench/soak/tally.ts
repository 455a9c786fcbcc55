import type { CheckedRun } from '#lib/faults/check-run.ts'
import type { DeclaredGap } from '#lib/faults/explain-gaps.ts'
import type { Finding } from '#lib/faults/finding.ts'
import type { RunTruth } from '#lib/faults/run-truth.ts'
import type { SourceClass } from '#lib/dialects/dialect.ts'

/** What came of the runs of one class. */
export type ClassTally = {
  runs: number
  emitted: number
  bytes: number
  stored: number
  /** Stored besides: heartbeats of connections. */
  beside: number
  /** Frames that came again and were not stored again. */
  duplicates: number
  /** How often a stream was opened. */
  connections: number
  gaps: number
  /** Emitted frames that are not stored, all of them behind a gap unless there are findings. */
  missing: number
  /** Frames that viewers were shown. */
  shown: number
}

export type Tally = {
  classes: Record<SourceClass, ClassTally>
  findings: Finding[]
  gaps: DeclaredGap[]
  /** Runs that ended otherwise than their upstream said, or not at all. */
  wrongEnds: string[]
}

export function createTally(): Tally {
  const none = {
    runs: 0,
    emitted: 0,
    bytes: 0,
    stored: 0,
    beside: 0,
    duplicates: 0,
    connections: 0,
    gaps: 0,
    missing: 0,
    shown: 0,
  }
  return { classes: { A: { ...none }, B: { ...none }, C: { ...none } }, findings: [], gaps: [], wrongEnds: [] }
}

/** Adds a run that was checked. */
export function addRun(
  tally: Tally,
  run: {
    name: string
    source: string
    sourceClass: SourceClass
    duplicates: number
    connections: number
    shown: number
  },
  truth: RunTruth,
  checked: CheckedRun,
): void {
  const sum = tally.classes[run.sourceClass]
  sum.runs++
  sum.emitted += truth.emitted.length
  sum.bytes += truth.emitted.reduce((bytes, frame) => bytes + frame.bytes, 0)
  sum.stored += checked.stored
  sum.beside += checked.beside
  sum.duplicates += run.duplicates
  sum.connections += run.connections
  sum.gaps += checked.gaps.length
  sum.missing += checked.missing
  sum.shown += run.shown
  tally.findings.push(...checked.findings)
  for (const { seq, gap, receivedUs } of checked.gaps) {
    const opened = gap.openedAt === null ? null : Date.parse(gap.openedAt)
    tally.gaps.push({
      ...{ run: run.name, source: run.source, sourceClass: run.sourceClass, seq, reason: gap.reason },
      openedMs: opened ?? receivedUs / 1000,
      closedMs: receivedUs / 1000,
    })
  }
}
