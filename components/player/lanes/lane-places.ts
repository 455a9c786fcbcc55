import type { Marker, Markers } from '#lib/api/markers.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import { shareOf, type LaneScale } from './lane-scale.ts'

type Index = Markers['index']

/** The offset of a frame as far as the index tells: that of the frame, else between the two around it. */
export function offsetOfSeq(index: Index, seq: number): number | null {
  const after = index.findIndex(([at]) => at >= seq)
  const next = index[after]
  if (next === undefined) return index.at(-1)?.[1] ?? null
  const before = index[after - 1]
  if (next[0] === seq || before === undefined || before[1] === null || next[1] === null) return next[1]
  return before[1] + ((seq - before[0]) / (next[0] - before[0])) * (next[1] - before[1])
}

/** The frame at a place, as far as the index tells: the last at or before it. */
export function seqNear(index: Index, offsetMs: number): number {
  const at = index.findLastIndex(([, ms]) => ms !== null && ms <= offsetMs)
  const [seq, ms] = index[at] ?? index[0] ?? [1, null]
  const next = index[at + 1]
  if (at < 0 || ms === null || next === undefined || next[1] === null || next[1] === ms) return seq
  return seq + Math.floor(((offsetMs - ms) / (next[1] - ms)) * (next[0] - seq))
}

export type Bar = { share: number; width: number; count: number; kind: Kind }

/** The density as at most so many bars of one width over the scale, each of the kind that most of its frames have. */
export function bars({ stepMs, counts, kinds }: Markers['density'], scale: LaneScale, most: number): Bar[] {
  const first = scale.unit === 'frames' ? 1 : 0
  const each = Math.max(1, Math.ceil((scale.to - scale.from) / stepMs / Math.max(1, most)))
  const found: Bar[] = []
  // Bars begin where they would in the whole run, so that they stand still while the scale moves.
  const from = Math.max(0, Math.floor((scale.from - first) / stepMs / each) * each)
  for (let slice = from; slice < counts.length && first + slice * stepMs < scale.to; slice += each) {
    const byKind = new Map<Kind, number>()
    for (let at = slice; at < slice + each; at += 1) {
      const kind = kinds[at]
      const count = counts[at] ?? 0
      if (kind !== undefined && count > 0) byKind.set(kind, (byKind.get(kind) ?? 0) + count)
    }
    const [most] = [...byKind].toSorted((a, b) => b[1] - a[1])
    if (most === undefined) continue
    found.push({
      share: shareOf(scale, first + slice * stepMs),
      width: (each * stepMs) / (scale.to - scale.from),
      count: [...byKind.values()].reduce((sum, count) => sum + count, 0),
      kind: most[0],
    })
  }
  return found
}

export type Span = { share: number; width: number; count: number; failed: boolean }

/** Tools, stalls or gaps as stretches of the scale; those that lie closer than `least` become one. */
export function spans(markers: readonly Marker[], scale: LaneScale, least: number): Span[] {
  const found: Span[] = []
  const placed = markers.flatMap((marker) => {
    const from = placeOf(marker, scale)
    const to = scale.unit === 'frames' ? (marker.endSeq ?? marker.seq) : (marker.endMs ?? scale.to)
    return from === null ? [] : [{ from: shareOf(scale, from), to: shareOf(scale, to), failed: marker.failed === true }]
  })
  for (const { from, to, failed } of placed.toSorted((a, b) => a.from - b.from)) {
    if (to < 0 || from > 1) continue
    const [share, end] = [Math.max(0, from), Math.min(1, Math.max(to, from))]
    const last = found.at(-1)
    if (last !== undefined && share - (last.share + last.width) < least && last.failed === failed) {
      last.width = Math.max(last.width, end - last.share)
      last.count += 1
    } else found.push({ share, width: end - share, count: 1, failed })
  }
  return found
}

export type Mark = { share: number; seq: number; type: Marker['type']; count: number; name: string | undefined }

/** Markers as points of the scale; of those closer than `least` the gravest is shown, with how many there are. */
export function marks(markers: readonly Marker[], scale: LaneScale, least: number): Mark[] {
  const found: Mark[] = []
  for (const marker of markers) {
    const at = pointOf(marker, scale)
    if (at === null) continue
    const share = shareOf(scale, at)
    if (share < 0 || share > 1) continue
    const near = found.findLast((mark) => Math.abs(mark.share - share) < least)
    if (near === undefined) found.push({ share, seq: marker.seq, type: marker.type, count: 1, name: marker.name })
    else {
      near.count += 1
      if (gravity.indexOf(marker.type) >= gravity.indexOf(near.type)) continue
      Object.assign(near, { share, seq: marker.seq, type: marker.type, name: marker.name })
    }
  }
  return found
}

const gravity: Marker['type'][] = ['error', 'gap', 'stall', 'input', 'first_token', 'tool_end', 'tool_start']

/** Where a marker begins. */
function placeOf(marker: Marker, { unit }: LaneScale): number | null {
  return unit === 'frames' ? marker.seq : marker.offsetMs
}

/** Where its frame is: that of a stall is the one that ended it. */
export function pointOf(marker: Marker, { unit }: LaneScale): number | null {
  if (unit === 'frames') return marker.seq
  return marker.type === 'stall' ? (marker.endMs ?? marker.offsetMs) : marker.offsetMs
}

/** The tool calls that are open at a frame, the one begun last first. */
export function openTools(list: readonly Marker[], seq: number): string[] {
  return list
    .filter((marker) => marker.type === 'tool_start' && marker.seq <= seq && (marker.endSeq ?? Infinity) > seq)
    .map(({ name }) => name ?? 'tool')
    .toReversed()
}
