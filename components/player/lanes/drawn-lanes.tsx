'use client'

import { memo } from 'react'
import type { Marker, Markers } from '#lib/api/markers.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import { kindLook } from '#components/ui/kind-glyph.tsx'
import { marks, spans, type Bar, type Span } from './lane-places.ts'
import { shareOf, tickCount, tickLabel, ticks, type LaneScale } from './lane-scale.ts'

// Only the axis knows where the playhead is, so that it moves without the rest being drawn again.

type Lane = { scale: LaneScale; width: number }

/** The axis: round times, or frame numbers where there are none. What the playhead's number would cover is left out. */
export const TickLane = memo(function TickLane({ scale, width, head }: Lane & { head: number }) {
  const values = ticks(scale, tickCount(width))
  return (
    <div className="lane-ticks">
      {width > 0 &&
        values.map((value) => {
          const share = shareOf(scale, value)
          if (Math.abs(share - head) * width < 46) return null
          const place = share < 0.02 ? 'translateX(0)' : share > 0.97 ? 'translateX(-100%)' : 'translateX(-50%)'
          return (
            <span key={value} style={{ left: `${share * 100}%`, transform: place }}>
              {tickLabel(value, scale)}
            </span>
          )
        })}
    </div>
  )
})

const densityHeight = 28

/** Frames over time. One path a colour: a repaint costs the same whether a run is long or short. */
export const DensityLane = memo(function DensityLane({
  bars,
  markers,
  scale,
  width,
}: Lane & { bars: readonly Bar[]; markers: Markers }) {
  const highest = Math.max(1, ...bars.map(({ count }) => count))
  const paths = new Map<string, string>()
  for (const { share, width: part, count, kind } of bars) {
    const x = Math.max(0, share * width)
    const end = Math.min(width, (share + part) * width)
    const height = Math.max(2, (count / highest) * (densityHeight - 2))
    const { color } = kindLook[kind]
    const bar = `M${round(x)} ${densityHeight}v${round(-height)}h${round(Math.max(1, end - x - (end - x > 2 ? 0.8 : 0)))}v${round(height)}z`
    paths.set(color, (paths.get(color) ?? '') + bar)
  }
  return (
    <div className="lane-density">
      <Stretches
        of={markers.list.filter(({ type }) => type === 'gap')}
        scale={scale}
        width={width}
        className="hatch-gap"
      />
      {width > 0 && (
        <svg viewBox={`0 0 ${width} ${densityHeight}`} preserveAspectRatio="none" aria-hidden="true">
          {[...paths].map(([color, path]) => (
            <path key={color} className={color} fill="currentColor" d={path} />
          ))}
        </svg>
      )}
    </div>
  )
})

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** When tools ran; a failed call has an outline of its own. */
export const ToolLane = memo(function ToolLane({ markers, scale, width }: Lane & { markers: readonly Marker[] }) {
  return (
    <div className="lane-tools">
      <Stretches of={markers} scale={scale} width={width} className="lane-tool" />
    </div>
  )
})

function Stretches({ of, scale, width, className }: Lane & { of: readonly Marker[]; className: string }) {
  return spans(of, scale, width === 0 ? 1 : 1 / width).map(({ share, width: part, failed }: Span) => (
    <i
      key={`${share} ${failed ? 'failed' : ''}`}
      className={cx('lane-span', className, failed && 'lane-failed')}
      style={{ left: `${share * 100}%`, width: `max(2px, ${part * 100}%)` }}
    />
  ))
}

const look: Partial<Record<Marker['type'], { icon: IconName; color: string }>> = {
  error: { icon: 'k-error', color: 'text-k-error' },
  stall: { icon: 's-stall', color: 'text-stall' },
  gap: { icon: 'k-gap', color: 'text-gap' },
  input: { icon: 's-waiting', color: 'text-running' },
  first_token: { icon: 'k-result', color: 'text-k-output' },
}

/** Errors, stalls, gaps and inputs as shapes, with stalls and gaps as long as they lasted. */
export const EventLane = memo(function EventLane({ markers, scale, width }: Lane & { markers: readonly Marker[] }) {
  const shown = markers.filter(({ type }) => look[type] !== undefined)
  return (
    <div className="lane-events">
      <Stretches of={shown.filter(({ type }) => type === 'stall')} scale={scale} width={width} className="lane-stall" />
      <Stretches
        of={shown.filter(({ type }) => type === 'gap')}
        scale={scale}
        width={width}
        className="lane-gap hatch-gap"
      />
      {marks(shown, scale, width === 0 ? 1 : 9 / width).map(({ share, type, seq }) => {
        const glyph = look[type]
        return (
          glyph && (
            <span key={seq} className="lane-mark" style={{ left: `${share * 100}%` }} data-mark={type}>
              <Icon name={glyph.icon} className={cx('size-2.5 stroke-2', glyph.color)} />
            </span>
          )
        )
      })}
    </div>
  )
})
