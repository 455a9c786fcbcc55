import type { SourceClass } from '#lib/dialects/dialect.ts'

/** A fault that was put in, and of which source; null: of all. */
export type Injected = { what: string; source: string | null; fromMs: number; toMs: number }

/** A gap that a recording declares. */
export type DeclaredGap = {
  run: string
  source: string
  sourceClass: SourceClass
  seq: number
  reason: string
  openedMs: number
  closedMs: number
}

/** How long after a fault its gap may open: a broken connection is noticed late, a dead recorder's lease must run out. */
const LATE_MS = 20_000

/**
 * The gaps that no fault explains. Of a numbered source (class A) none may have a gap as long as its upstream keeps what
 * it sent, whatever happens on the way.
 */
export function unexplainedGaps(gaps: readonly DeclaredGap[], faults: readonly Injected[]): DeclaredGap[] {
  return gaps.filter((gap) => gap.sourceClass === 'A' || !faults.some((fault) => explains(fault, gap)))
}

function explains({ source, fromMs, toMs }: Injected, gap: DeclaredGap): boolean {
  return (source === null || source === gap.source) && fromMs <= gap.closedMs && gap.openedMs <= toMs + LATE_MS
}
