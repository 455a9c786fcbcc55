import type { Marker } from '#lib/api/markers.ts'

const longest = 5000

/** Markers in the order of their frames. Where there are too many, tool calls are what is left out. */
export function markerList(markers: readonly Marker[]): { list: Marker[]; more: number } {
  const rare = markers.filter((marker) => !isOfTool(marker)).slice(0, longest)
  const tools = markers.filter(isOfTool).slice(0, longest - rare.length)
  const list = [...rare, ...tools].toSorted((a, b) => a.seq - b.seq || rank(a) - rank(b))
  return { list, more: markers.length - list.length }
}

function isOfTool({ type }: Marker): boolean {
  return type === 'tool_start' || type === 'tool_end'
}

/** Of one frame, what it ends comes before what it says. */
function rank({ type }: Marker): number {
  return type === 'stall' ? 0 : type === 'tool_end' ? 1 : 2
}
