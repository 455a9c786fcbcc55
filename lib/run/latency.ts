import type { Latency } from '#lib/api/latency.ts'
import { gapQuantile } from './gap-histogram.ts'
import type { Point, Summary } from './summary.ts'

const MIN_STALL_US = 2_000_000

/** The latency figures of a run, each with its frame. `firstByteUs` is when the first answer's first byte came in. */
export function latencyOf(summary: Summary, { firstByteUs }: { firstByteUs: number | null }): Latency {
  const { clock, startedUs } = summary
  const p50 = gapQuantile(summary.gaps, 0.5)
  const thresholdUs = Math.max(MIN_STALL_US, 5 * (p50 ?? 0))
  const stalls = summary.longGaps.filter((gap) => gap.us >= thresholdUs)
  const since = (point: Point | null) =>
    point === null || startedUs === null ? null : { ms: ms(point.us - startedUs), seq: point.seq }
  return {
    clock,
    startedAtBasis: summary.startedAtBasis,
    durationMs: since(summary.ended ?? summary.last)?.ms ?? null,
    // Counted from the first frame, the byte before it would be a time before the run.
    timeToFirstByte:
      clock === 'received' && firstByteUs !== null && summary.startedAtBasis !== 'first_frame'
        ? since({ us: firstByteUs, seq: summary.firstFrame?.seq ?? 1 })
        : null,
    timeToFirstFrame: since(summary.firstFrame),
    timeToFirstToken: since(summary.firstOutput),
    timeToFirstReasoning: since(summary.firstReasoning),
    timeToFirstTool: since(summary.firstTool),
    interToken: {
      count: summary.gapCount,
      p50Ms: p50 === null ? null : ms(p50),
      p95Ms: summary.gapCount < 20 ? null : msOrNull(gapQuantile(summary.gaps, 0.95)),
      max: summary.longestGap && { ms: ms(summary.longestGap.us), seq: summary.longestGap.seq },
    },
    stalls: {
      thresholdMs: ms(thresholdUs),
      count: stalls.length,
      totalMs: ms(stalls.reduce((sum, gap) => sum + gap.us, 0)),
      list: stalls.map((gap) => ({ seq: gap.seq, offsetMs: ms(gap.atUs - (startedUs ?? gap.atUs)), ms: ms(gap.us) })),
    },
  }
}

function ms(us: number): number {
  return Math.round(us) / 1000
}

function msOrNull(us: number | null): number | null {
  return us === null ? null : ms(us)
}
