'use client'

import { useEffect } from 'react'
import type { Markers } from '#lib/api/markers.ts'
import { formatCount } from '#lib/format/count.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { payloadOf } from '../payload.ts'
import { usePlayer, usePlayerParts } from '../use-player.ts'
import { pointOf, seqNear } from './lane-places.ts'
import { shareOf, valueAt, type LaneScale } from './lane-scale.ts'
import { markerWords } from './lane-words.ts'

const restMs = 120
const shownCharacters = 80

/** What is under the pointer: frame, time, the begin of its payload, and the marker close by. */
export function HoverPreview({
  share,
  markers,
  scale,
  width,
}: {
  share: number
  markers: Markers
  scale: LaneScale
  width: number
}) {
  const { store } = usePlayerParts()
  const lastSeq = usePlayer((state) => state.tail.shownSeq)
  usePlayer((state) => state.loaded)
  const value = valueAt(scale, share)
  const near = markers.list.find((marker) => {
    const at = pointOf(marker, scale)
    return at !== null && Math.abs(shareOf(scale, at) - share) * width <= 5
  })
  const wanted = near?.seq ?? (scale.unit === 'frames' ? Math.round(value) : seqNear(markers.index, value))
  const seq = Math.max(1, Math.min(wanted, lastSeq))
  useEffect(() => {
    const timer = setTimeout(() => store.want(seq, seq), restMs)
    return () => clearTimeout(timer)
  }, [store, seq])
  if (lastSeq === 0) return null
  const frame = store.frame(seq)
  const payload = frame && payloadOf(frame)
  const words = payload === undefined ? '…' : `${payload.lead} ${payload.rest}`.trim()
  const ms = frame?.offsetMs ?? (scale.unit === 'ms' ? value : null)
  return (
    <div
      className="lane-preview"
      style={{ left: `${share * 100}%`, transform: `translateX(${-share * 100}%)` }}
      aria-hidden="true"
    >
      <p>
        <b>#{formatCount(seq)}</b>
        {ms !== null && <span>{formatOffset(ms)}</span>}
        {frame && <span className="text-muted">{frame.kind}</span>}
        {near && <span className="truncate">{markerWords(near)}</span>}
      </p>
      <p className="truncate text-text-2">
        {words.length > shownCharacters ? `${words.slice(0, shownCharacters)}…` : words || 'no data'}
      </p>
    </div>
  )
}
