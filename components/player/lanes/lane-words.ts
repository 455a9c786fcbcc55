import type { GapReason } from '#lib/api/frame.ts'
import type { Marker } from '#lib/api/markers.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { openTools } from './lane-places.ts'

const gaps: Record<GapReason, string> = {
  upstream_lost: 'no data recorded',
  expired: 'no data recorded',
  oversize: 'oversize block not recorded',
  rewritten: 'rewritten by the upstream',
  unverified: 'continuity not proven',
  recorder_down: 'no data recorded',
  spool_full: 'no data recorded',
}

/** What a marker says, for lists and previews. */
export function markerWords(marker: Marker): string {
  const { type, name, offsetMs, endMs } = marker
  const lasted = offsetMs === null || endMs === undefined ? '' : ` ${formatDuration(endMs - offsetMs)}`
  switch (type) {
    case 'first_token':
      return 'first token'
    case 'tool_start':
      return `tool ${name ?? ''} starts`
    case 'tool_end':
      return `tool ${name ?? ''} ${marker.failed ? 'failed' : 'ends'}`
    case 'error':
      return name === undefined ? 'error' : `error: ${name}`
    case 'stall':
      return `silent${lasted}`
    case 'gap':
      return `${gaps[name as GapReason] ?? 'no data recorded'}${lasted}`
    case 'input':
      return name ?? 'input'
    default:
      return type satisfies never
  }
}

/** What a screen reader says of the playhead: `frame 4812 of 5120, 38.2 seconds, tool search running`. */
export function positionWords(
  seq: number,
  { lastSeq, offsetMs, list }: { lastSeq: number; offsetMs: number | null; list: readonly Marker[] },
): string {
  if (lastSeq === 0) return 'no frames yet'
  const here = list.find((marker) => marker.seq === seq && marker.type !== 'tool_start' && marker.type !== 'tool_end')
  const [tool] = openTools(list, seq)
  return [
    `frame ${seq} of ${lastSeq}`,
    offsetMs === null ? null : `${(offsetMs / 1000).toFixed(1)} seconds`,
    here === undefined ? null : markerWords(here),
    tool === undefined ? null : `tool ${tool} running`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}
