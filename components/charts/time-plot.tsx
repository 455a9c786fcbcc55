'use client'

import { memo } from 'react'
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  XAxis,
  YAxis,
  useXAxisScale,
  useYAxisScale,
} from 'recharts'
import type { ChartBreak, ChartPoint } from './chart-point.ts'
import { timeLabel, timeTicks } from './ticks.ts'

/** Room beside the plot: for the values of the axis, and for what lines are. The same for all, so that axes align. */
export const margins = { left: 52, right: 72, top: 8, bottom: 18 }

export type Axis = { scale: 'linear' | 'log'; ticks: readonly number[]; format: (value: number) => string }

export type TimePlotProps = {
  width: number
  height: number
  window: ChartBreak
  axis: Axis
  points: readonly ChartPoint[]
  shape: 'dots' | 'steps' | 'line'
  colour: string
  /** Horizontal lines with what they are; `shift` moves a label that would lie on another. */
  levels?: readonly { value: number; label: string; shift?: number }[] | undefined
  /** Drawn as ▲ on top. */
  peaks?: readonly ChartPoint[] | undefined
  breaks: readonly ChartBreak[]
}

/** What is drawn of a chart. It renders again only when its data changes, however the crosshair moves. */
export const TimePlot = memo(function TimePlot(props: TimePlotProps) {
  const { width, height, window, axis, points, shape, colour, levels = [], peaks = [], breaks } = props
  const { ticks } = axis
  const floor = ticks[0] ?? 0
  const text = { fill: 'var(--muted)', fontSize: 11 }
  return (
    <ComposedChart
      width={width}
      height={height}
      data={points.length > 0 ? [...points] : [{ ms: window.fromMs, value: null, seq: null }]}
      margin={{ ...margins, left: 0, bottom: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--hairline)" />
      <XAxis
        dataKey="ms"
        type="number"
        domain={[window.fromMs, window.toMs]}
        allowDataOverflow
        ticks={timeTicks(
          window.fromMs,
          window.toMs,
          Math.max(2, Math.floor((width - margins.left - margins.right) / 72)),
        )}
        interval={0}
        tickFormatter={timeLabel}
        height={margins.bottom}
        tick={text}
        tickSize={3}
        tickMargin={2}
        stroke="var(--control)"
      />
      <YAxis
        type="number"
        scale={axis.scale}
        domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
        allowDataOverflow
        ticks={[...ticks]}
        interval={0}
        tickFormatter={axis.format}
        width={margins.left}
        tick={text}
        tickLine={false}
        axisLine={false}
      />
      {breaks.map(({ fromMs, toMs }) => (
        <ReferenceArea
          key={fromMs}
          x1={Math.max(fromMs, window.fromMs)}
          x2={Math.min(toMs, window.toMs)}
          fill="url(#chart-no-data)"
          fillOpacity={1}
          stroke="var(--gap)"
          strokeOpacity={0.6}
          ifOverflow="hidden"
        />
      ))}
      {shape !== 'dots' && (
        <Line
          dataKey="value"
          type={shape === 'steps' ? 'stepAfter' : 'linear'}
          stroke={colour}
          strokeWidth={1.5}
          dot={points.length === 1}
          activeDot={false}
          connectNulls={false}
          isAnimationActive={false}
        />
      )}
      {shape === 'dots' && <Marks points={points} floor={floor} colour={colour} draw={square} />}
      {levels.map(({ value, label, shift = 0 }) => (
        <ReferenceLine
          key={label}
          y={value}
          stroke="var(--text-2)"
          strokeDasharray="3 3"
          label={{ value: label, position: 'right', fill: 'var(--text-2)', fontSize: 11, offset: 6, dy: shift }}
          ifOverflow="hidden"
        />
      ))}
      <Marks points={peaks} floor={floor} colour="var(--stall)" draw={triangle} />
    </ComposedChart>
  )
})

/** The pattern that stands for missing data: in no case white space that looks like silence. Once a page. */
export function ChartPatterns() {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true">
      <defs>
        <pattern id="chart-no-data" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0H6M0 0V6" stroke="var(--gap)" strokeWidth="1" opacity="0.55" />
        </pattern>
      </defs>
    </svg>
  )
}

/** Marks as one path: a thousand elements would make every change slow. */
function Marks({
  points,
  floor,
  colour,
  draw,
}: {
  points: readonly ChartPoint[]
  /** Where the scale begins: what is less is drawn on its edge. */
  floor: number
  colour: string
  draw: (x: number, y: number) => string
}) {
  const x = useXAxisScale()
  const y = useYAxisScale()
  if (!x || !y || points.length === 0) return null
  const path = points
    .map(({ ms, value }) => (value === null ? '' : draw(Number(x(ms)), Number(y(Math.max(value, floor))))))
    .join('')
  return <path d={path} fill={colour} />
}

const square = (x: number, y: number) => `M${(x - 1.5).toFixed(1)} ${(y - 1.5).toFixed(1)}h3v3h-3z`
const triangle = (x: number, y: number) => `M${x.toFixed(1)} ${(y - 5).toFixed(1)}l4.5 8h-9z`
