'use client'

import './lanes.css'
import { useMemo, useState } from 'react'
import type { MarkerType } from '#lib/api/markers.ts'
import { formatCompact, formatCount } from '#lib/format/count.ts'
import { useWidth } from '#components/charts/use-width.ts'
import { Button } from '#components/ui/button.tsx'
import { usePlayer, usePlayerParts } from '../use-player.ts'
import { DensityLane, EventLane, TickLane, ToolLane } from './drawn-lanes.tsx'
import { HoverPreview } from './hover-preview.tsx'
import { bars } from './lane-places.ts'
import { shareOf } from './lane-scale.ts'
import { positionWords } from './lane-words.ts'
import { MarkerDialog } from './marker-dialog.tsx'
import { Playhead } from './playhead.tsx'
import { useCursor, useLanes } from './use-lanes.ts'
import { usePointer } from './use-pointer.ts'
import { useWheelZoom } from './use-wheel-zoom.ts'

/** The scrubber: how many frames came when, the tools, and what went wrong; the playhead is dragged over all of them. */
export function Lanes() {
  const { store } = usePlayerParts()
  const { markers, scale, lengthMs, wholeMs, lastSeq, live } = useLanes()
  const { seq, ms, value } = useCursor(markers, scale.unit)
  const zoom = usePlayer((state) => state.zoom)
  const { ref: track, width } = useWidth<HTMLDivElement>()
  const [listed, setListed] = useState(false)
  const { hover, handlers } = usePointer(track, { scale, markers, live, lengthMs })
  useWheelZoom(track, { scale, wholeMs })

  const most = Math.max(1, Math.floor(width / 3))
  const density = useMemo(() => bars(markers.density, scale, most), [markers, scale, most])
  const tools = useMemo(() => markers.list.filter(({ type }) => type === 'tool_start'), [markers])
  const troubles = useMemo(() => markers.list.filter(({ type }) => isTrouble(type)).length, [markers])
  const edge = live ? shareOf(scale, scale.unit === 'frames' ? lastSeq : lengthMs) : null
  return (
    <section aria-label="Scrubber" className="lanes">
      <div className="lanes-labels">
        <span className="lanes-buttons">
          <Button size="sm" variant="bare" aria-haspopup="dialog" onClick={() => setListed(true)}>
            Markers
            <span className="text-muted">{formatCompact(markers.list.length + markers.more)}</span>
          </Button>
          {zoom !== null && (
            <Button size="sm" variant="line" onClick={() => store.setZoom(null)}>
              Reset zoom
            </Button>
          )}
        </span>
        <span className="lanes-label">{scale.unit === 'ms' ? 'Frames/s' : 'Frames'}</span>
        <span className="lanes-label">Tools</span>
        <span className="lanes-label">Errors, stalls, gaps</span>
      </div>
      <div
        ref={track}
        className="lanes-track"
        role="slider"
        tabIndex={0}
        aria-label="Position in the run"
        aria-orientation="horizontal"
        aria-valuemin={Math.min(1, lastSeq)}
        aria-valuemax={lastSeq}
        aria-valuenow={seq}
        aria-valuetext={positionWords(seq, { lastSeq, offsetMs: scale.unit === 'ms' ? ms : null, list: markers.list })}
        {...handlers}
      >
        <TickLane scale={scale} width={width} head={shareOf(scale, value)} />
        <DensityLane bars={density} markers={markers} scale={scale} width={width} />
        <ToolLane markers={tools} scale={scale} width={width} />
        <EventLane markers={markers.list} scale={scale} width={width} />
        <Playhead markers={markers} scale={scale} edge={edge} />
        {hover !== null && <HoverPreview share={hover} markers={markers} scale={scale} width={width} />}
      </div>
      <div className="lanes-sums">
        <span className="lanes-sum">{peakOf(density, scale)}</span>
        <span className="lanes-sum">{formatCount(tools.length)}</span>
        <span className="lanes-sum">{formatCount(troubles)}</span>
      </div>
      <MarkerDialog open={listed} onClose={() => setListed(false)} markers={markers} />
    </section>
  )
}

function isTrouble(type: MarkerType): boolean {
  return type === 'error' || type === 'stall' || type === 'gap'
}

/** The most frames a second that any bar in view stands for; without a clock nothing is a rate. */
function peakOf(density: ReturnType<typeof bars>, scale: { unit: 'ms' | 'frames'; from: number; to: number }): string {
  if (scale.unit === 'frames' || density.length === 0) return ''
  const seconds = ((density[0]?.width ?? 1) * (scale.to - scale.from)) / 1000
  const most = Math.max(...density.map(({ count }) => count)) / seconds
  return `max ${most < 10 ? most.toFixed(1) : formatCompact(most)}`
}
