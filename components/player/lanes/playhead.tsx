'use client'

import { useEffect, useRef, type CSSProperties } from 'react'
import type { Markers } from '#lib/api/markers.ts'
import { formatCount } from '#lib/format/count.ts'
import { usePlayer, usePlayerParts } from '../use-player.ts'
import { offsetOfSeq } from './lane-places.ts'
import { shareOf, type LaneScale } from './lane-scale.ts'
import { useCursor } from './use-lanes.ts'

/** Where the shown frame is, what of the run is not played yet, bookmarks, and the live edge. */
export function Playhead({ markers, scale, edge }: { markers: Markers; scale: LaneScale; edge: number | null }) {
  const { seq, value } = useCursor(markers, scale.unit)
  const bookmarks = usePlayer((state) => state.bookmarks)
  const range = usePlayer((state) => state.play.loop ?? state.range)
  const over = useRef<HTMLDivElement>(null)
  const { store } = usePlayerParts()
  // Between two frames the playhead moves without the page being drawn again.
  useEffect(
    () =>
      store.onPosition(() => {
        const ms = store.positionMs()
        if (ms !== null && scale.unit === 'ms') over.current?.style.setProperty('--at', percent(shareOf(scale, ms)))
      }),
    [store, scale],
  )
  if (seq === 0) return null
  const share = shareOf(scale, scale.unit === 'ms' ? (store.positionMs() ?? value) : value)
  const placeOf = (of: number) =>
    shareOf(scale, scale.unit === 'frames' ? of : (offsetOfSeq(markers.index, of) ?? scale.from - 1))
  return (
    <div ref={over} className="lane-over" style={{ '--at': percent(share) } as CSSProperties}>
      <i className="lane-unplayed" />
      {range !== null && <Range from={placeOf(range.from)} to={placeOf(range.to)} />}
      {edge !== null && edge >= 0 && edge <= 1 && (
        <span className="lane-live" style={{ left: `${edge * 100}%` }}>
          {share < edge - 0.08 && <span>live</span>}
        </span>
      )}
      {bookmarks.map(({ seq: marked }) => {
        const place = placeOf(marked)
        return (
          place >= 0 &&
          place <= 1 && (
            <svg key={marked} viewBox="0 0 8 10" className="lane-bookmark" style={{ left: `${place * 100}%` }}>
              <path d="M0 0h8v10L4 6.5 0 10z" fill="currentColor" />
            </svg>
          )
        )
      })}
      {share >= 0 && share <= 1 && <i className="lane-head" />}
      <span className="lane-knob">
        {share < 0 && '‹ '}#{formatCount(seq)}
        {share > 1 && ' ›'}
      </span>
    </div>
  )
}

function percent(share: number): string {
  return `${Math.max(0, Math.min(1, share)) * 100}%`
}

function Range({ from, to }: { from: number; to: number }) {
  const [start, end] = [Math.max(0, from), Math.min(1, to)]
  if (end < start) return null
  return <i className="lane-range" style={{ left: `${start * 100}%`, width: `max(2px, ${(end - start) * 100}%)` }} />
}
