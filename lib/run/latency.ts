import type { Latency } from '#lib/api/latency.ts'
import { gapQuantile } from './gap-histogram.ts'
import type { Point } from './inter-token.ts'
import { leastForP95, stallThresholdMs } from './series-gaps.ts'
import type { Summary } from './summary.ts'

/** The latency figures of a run, each with its frame. `firstByteUs` is when the first answer's first byte came in. */
export function latencyOf(summary: Summary, { firstByteUs }: { firstByteUs: number | null }): Latency {
  const { clock, startedUs } = summary
  const { histogram, count, shortest, longest, long } = summary.interToken.tally
  const p50 = gapQuantile(histogram, 0.5)
  const thresholdUs = 1000 * stallThresholdMs(p50 === null ? null : p50 / 1000)
  const stalls = long.filter((gap) => gap.us >= thresholdUs)
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
      count,
      min: shortest && { ms: ms(shortest.us), seq: shortest.seq },
      p50Ms: p50 === null ? null : ms(p50),
      p95Ms: count < leastForP95 ? null : msOrNull(gapQuantile(histogram, 0.95)),
      max: longest && { ms: ms(longest.us), seq: longest.seq },
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
