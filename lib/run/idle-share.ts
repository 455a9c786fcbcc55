import type { Markers } from '#lib/api/markers.ts'
import { foldAboveMs } from './playback.ts'

/**
 * The share of a run in which nothing came for more than two seconds, as folding would pass over it: from the
 * frames of a short run, else from its slices without frames. Null where there is no clock.
 */
export function idleShare({ durationMs, index, lastSeq, density, list }: Markers): number | null {
  if (durationMs === null || durationMs <= 0) return null
  const gaps = index.length === lastSeq ? gapsOf(index) : emptyStretches(density)
  const missing = new Set(list.flatMap((marker) => (marker.type === 'gap' ? [marker.seq] : [])))
  const idleMs = gaps.reduce(
    (sum, { ms, seq }) => (ms > foldAboveMs && (seq === null || !missing.has(seq)) ? sum + ms : sum),
    0,
  )
  return Math.min(1, idleMs / durationMs)
}

type Silence = { ms: number; seq: number | null }

function gapsOf(index: Markers['index']): Silence[] {
  return index.slice(1).map(([seq, offsetMs], at) => ({ ms: (offsetMs ?? 0) - (index[at]?.[1] ?? 0), seq }))
}

function emptyStretches({ stepMs, counts }: Markers['density']): Silence[] {
  const stretches: Silence[] = []
  let ms = 0
  for (const count of [...counts, 1]) {
    if (count === 0) ms += stepMs
    else if (ms > 0) {
      stretches.push({ ms, seq: null })
      ms = 0
    }
  }
  return stretches
}
