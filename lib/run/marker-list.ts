import type { Marker, MarkerType } from '#lib/api/markers.ts'

const longest = 5000

/**
 * Markers in the order of their frames. Where there are too many, tool calls are what is left out. `leftOut` tells the
 * first frame whose marker of a type is, Infinity where none is.
 */
export function markerList(markers: readonly Marker[]): {
  list: Marker[]
  more: number
  leftOut: (type: MarkerType) => number
} {
  const byWeight = [...markers.filter((marker) => !isOfTool(marker)), ...markers.filter(isOfTool)]
  const list = byWeight.slice(0, longest).toSorted((a, b) => a.seq - b.seq || rank(a) - rank(b))
  const left = byWeight.slice(longest)
  return {
    list,
    more: left.length,
    leftOut: (type) => left.reduce((first, one) => (one.type === type ? Math.min(first, one.seq) : first), Infinity),
  }
}

function isOfTool({ type }: Marker): boolean {
  return type === 'tool_start' || type === 'tool_end'
}

/** Of one frame, what it ends comes before what it says. */
function rank({ type }: Marker): number {
  return type === 'stall' ? 0 : type === 'tool_end' ? 1 : 2
}
