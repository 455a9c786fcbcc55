'use client'

import { Bar, BarChart, CartesianGrid, XAxis, YAxis } from 'recharts'
import { formatCompact } from '#lib/format/count.ts'
import { linearTicks } from './ticks.ts'
import { margins } from './time-plot.tsx'
import { useWidth } from './use-width.ts'

/** How many things fall into each bin, from zero on. What it says is in its table and its words. */
export function BinsChart({
  label,
  bins,
  height,
  colour,
}: {
  label: string
  bins: readonly { label: string; count: number }[]
  height: number
  colour: string
}) {
  const { ref, width } = useWidth<HTMLDivElement>()
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const ticks = linearTicks(most).filter(Number.isInteger)
  const text = { fill: 'var(--muted)', fontSize: 11 }
  const every = Math.max(0, Math.ceil((bins.length * 52) / Math.max(1, width - margins.left - 8)) - 1)
  return (
    <div ref={ref} role="img" aria-label={label} style={{ height }}>
      {width > 0 && (
        <BarChart
          width={width}
          height={height}
          data={[...bins]}
          margin={{ top: margins.top, right: 8, left: 0, bottom: 0 }}
          accessibilityLayer={false}
          barCategoryGap={1}
        >
          <CartesianGrid vertical={false} stroke="var(--hairline)" />
          <XAxis
            dataKey="label"
            interval={every}
            tick={text}
            tickSize={3}
            tickMargin={2}
            height={margins.bottom}
            stroke="var(--control)"
          />
          <YAxis
            domain={[0, ticks.at(-1) ?? most]}
            ticks={ticks}
            tickFormatter={formatCompact}
            width={margins.left}
            tick={text}
            tickLine={false}
            axisLine={false}
          />
          <Bar dataKey="count" fill={colour} isAnimationActive={false} minPointSize={1} />
        </BarChart>
      )}
    </div>
  )
}
