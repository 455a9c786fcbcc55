'use client'

import { useMemo, useState } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { BinsChart } from '#components/charts/bins-chart.tsx'
import { ChartCard } from '#components/charts/chart-card.tsx'
import { createCrosshair } from '#components/charts/crosshair.ts'
import { TimeChart } from '#components/charts/time-chart.tsx'
import { ChartPatterns } from '#components/charts/time-plot.tsx'
import { useWidth } from '#components/charts/use-width.ts'
import type { Series } from '#lib/api/series.ts'
import { Button } from '#components/ui/button.tsx'
import { cursorOf } from '../player-state.ts'
import { usePlayer, usePlayerParts } from '../use-player.ts'
import { Breakdown } from './breakdown.tsx'
import { binsOf, breaksOf, chartsOf } from './charts-of-run.ts'
import { burstWords, figuresOf } from './figures.ts'
import { FigureList } from './figure-list.tsx'
import { StallField } from './stall-field.tsx'
import { useBaseline, useMeasured } from './use-measured.ts'

const chartHeight = 144
const twoColumnsFrom = 720

/** The run in numbers and charts: each number leads to its frame, all charts share one clock, crosshair and zoom. */
export function MetricsView() {
  const { ref, width } = useWidth<HTMLDivElement>()
  const run = usePlayer((state) => state.run)
  const zoom = usePlayer((state) => state.zoom)
  const { store } = usePlayerParts()
  const [stallMs, setStallMs] = useState<number | null>(null)
  const columns = width >= twoColumnsFrom ? 2 : 1
  // In steps, so that a pane that is dragged wider does not ask again at every pixel.
  const points = width === 0 ? 0 : Math.max(100, Math.ceil(width / columns / 100) * 100)
  const { measured, problem } = useMeasured({ points, window: zoom, stallMs })
  const baseline = useBaseline()
  const burst = measured && burstWords(measured.series)
  return (
    <div
      ref={ref}
      className="@container min-h-0 flex-1 overflow-y-auto bg-surface p-3"
      tabIndex={0}
      role="region"
      aria-label="Metrics"
    >
      {problem !== null && <p className="pb-2 text-error">The metrics could not be read: {problem}</p>}
      {measured === null ? (
        problem === null && <p className="text-muted">Measuring …</p>
      ) : (
        <div className="flex flex-col gap-4">
          {measured.series.clock === 'none' && (
            <p className="text-text-2">
              This run has no clock: its frames came from a backlog and carry no times. What can be counted is counted.
            </p>
          )}
          <FigureList figures={figuresOf({ run, baseline, ...measured })} />
          {burst !== null && <p className="border-l-2 border-stall pl-2 text-text-2">{burst}</p>}
          {measured.series.clock === 'none' ? (
            <Counts counts={measured.series.counts} />
          ) : (
            <>
              {measured.timeline && <Breakdown timeline={measured.timeline} />}
              <div className="flex flex-wrap items-center gap-3">
                <b>Over time</b>
                <StallField shownMs={measured.series.stalls.thresholdMs} stallMs={stallMs} onChange={setStallMs} />
                {zoom && (
                  <span className="flex items-center gap-1.5 text-xs text-text-2">
                    {formatOffset(zoom.fromMs)} to {formatOffset(zoom.toMs)}
                    <Button size="sm" onClick={() => store.setZoom(null)}>
                      Reset zoom
                    </Button>
                  </span>
                )}
              </div>
              <Charts series={measured.series} columns={columns} />
            </>
          )}
        </div>
      )}
    </div>
  )
}

function Charts({ series, columns }: { series: Series; columns: number }) {
  const { store } = usePlayerParts()
  const [crosshair] = useState(createCrosshair)
  const playheadMs = usePlayer((state) => store.frame(cursorOf(state))?.offsetMs ?? null)
  const charts = useMemo(() => chartsOf(series), [series])
  const breaks = useMemo(() => breaksOf(series), [series])
  const window = useMemo(() => ({ fromMs: series.fromMs, toMs: series.toMs }), [series.fromMs, series.toMs])
  const bins = useMemo(() => binsOf(series), [series])
  const open = (seq: number) => store.select(seq, 0.25)
  return (
    <div className={columns === 2 ? 'grid grid-cols-2 gap-x-6 gap-y-4' : 'flex flex-col gap-4'}>
      <ChartPatterns />
      {charts.map(({ title, summary, file, table, ...chart }) => (
        <ChartCard
          key={file}
          title={title}
          summary={summary}
          file={file}
          table={table}
          onOpen={open}
          className="min-w-0"
        >
          <TimeChart
            {...chart}
            label={title}
            height={chartHeight}
            window={window}
            breaks={breaks}
            crosshair={crosshair}
            playheadMs={playheadMs}
            onOpen={open}
            onZoom={(zoom) => store.setZoom(zoom)}
          />
        </ChartCard>
      ))}
      {bins.bins.length > 0 && (
        <ChartCard
          title="Inter-token times by length"
          summary={bins.summary}
          file="inter-token-lengths"
          table={bins.table}
          className="min-w-0"
        >
          <BinsChart label={bins.summary} bins={bins.bins} height={chartHeight} colour="var(--k-output)" />
        </ChartCard>
      )}
    </div>
  )
}

function Counts({ counts }: { counts: Series['counts'] }) {
  return (
    <table className="w-60 text-xs">
      <caption className="pb-1 text-left font-semibold">Frames by kind</caption>
      <tbody>
        {Object.entries(counts)
          .toSorted(([, a], [, b]) => b - a)
          .map(([kind, count]) => (
            <tr key={kind} className="border-t border-soft">
              <th scope="row" className="py-0.5 text-left font-normal">
                {kind}
              </th>
              <td className="text-right font-mono">{formatCount(count)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  )
}
