'use client'

import { useEffect, useState, type ReactNode } from 'react'
import type { Latency } from '#lib/api/latency.ts'
import { formatBytes } from '#lib/format/bytes.ts'
import { formatCompact, formatCount } from '#lib/format/count.ts'
import { formatNumber } from '#lib/format/figure.ts'
import { tokensPerSecond } from '#lib/run/pace.ts'
import { shortBaselineWords } from './metrics/baseline-words.ts'
import { useBaseline } from './metrics/use-measured.ts'
import { integrityWords } from './run-words.ts'
import { totalRows } from './totals.ts'
import { useNow, usePlayer, usePlayerParts } from './use-player.ts'

const latencyEveryMs = 5000

/** The run's figures in one line. A figure that one frame made leads to that frame. */
export function MetricStrip({ onTotals }: { onTotals: () => void }) {
  const { run, tail, tip, markers } = usePlayer((state) => state)
  const latency = useLatency(tail.live)
  const baseline = useBaseline()
  const usualTtft = shortBaselineWords(run.ttftMs, baseline?.ttftMs ?? null)
  const perSecond = tail.live ? null : tokensPerSecond(run.outputTokens, run.ttftMs, run.durationMs)
  const stalls = latency?.stalls.list ?? []
  const longest = latency?.interToken.max
  const firstGap = markers?.list.find(({ type }) => type === 'gap')?.seq
  const open = tip === null ? 0 : Object.keys(tip.transcript.open).length
  return (
    <dl className="flex h-[52px] flex-none overflow-x-auto overflow-y-hidden border-b border-hairline bg-surface [scrollbar-width:none]">
      <Metric label="Duration" title="From the start to the run’s end, or until now" seq={tail.lastSeq || null}>
        <RunDuration />
      </Metric>
      <Metric
        label={run.startedAtBasis === 'first_frame' ? 'TTFT, from first frame' : 'TTFT'}
        title="Time from the request to the first visible output"
        seq={latency?.timeToFirstToken?.seq ?? tip?.transcript.firstTextSeq}
      >
        <Ms ms={run.ttftMs} />
        {usualTtft !== null && (
          <span className="-ml-1 text-xs font-normal tracking-normal text-text-2">{usualTtft}</span>
        )}
      </Metric>
      {perSecond !== null && (
        <Metric
          label="Output"
          title="Output tokens after the first, over the time from the first output to the end"
          seq={latency?.timeToFirstToken?.seq}
        >
          <Value note="tok/s">{`${run.tokensEstimated ? '≈ ' : ''}${formatNumber(perSecond)}`}</Value>
        </Metric>
      )}
      <Metric
        label="Inter-token"
        title="Time between output frames of one message, tool waits left out"
        seq={longest?.seq}
      >
        <Ms ms={run.itlP50Ms} note="p50" />
        {run.itlP95Ms !== null && <Ms ms={run.itlP95Ms} note="p95" />}
        {longest && <Ms ms={longest.ms} note="max" />}
      </Metric>
      <Metric
        label={`Stalls ≥ ${seconds(latency?.stalls.thresholdMs || 2000)}`}
        title="Pauses between output frames of at least two seconds or five usual gaps"
        seq={stalls.toSorted((a, b) => b.ms - a.ms)[0]?.seq}
      >
        <Value note={run.stallCount > 0 ? seconds(run.stallMs) : null}>{formatCount(run.stallCount)}</Value>
      </Metric>
      <Metric label="Gaps" title="Stretches that were not received" seq={firstGap}>
        <Value note={integrityWords(run)}>{formatCount(run.gapCount)}</Value>
      </Metric>
      <Metric label="Tools" seq={tip?.transcript.firstToolSeq}>
        <Value
          note={
            <>
              {run.toolErrorCount > 0 && <span className="text-error">{formatCount(run.toolErrorCount)} failed</span>}
              {open > 0 && `${run.toolErrorCount > 0 ? ', ' : ''}${open} ${tail.live ? 'open' : 'no end'}`}
            </>
          }
        >
          {formatCount(run.toolCount)}
        </Value>
      </Metric>
      <Metric label={run.tokensEstimated ? 'Tokens, estimated' : 'Tokens, reported'}>
        {run.inputTokens === null && run.outputTokens === null ? (
          <Value>–</Value>
        ) : (
          <>
            {run.inputTokens !== null && <Value note="in">{tokens(run.inputTokens, run.tokensEstimated)}</Value>}
            {run.outputTokens !== null && <Value note="out">{tokens(run.outputTokens, run.tokensEstimated)}</Value>}
          </>
        )}
      </Metric>
      <Totals onTotals={onTotals} />
      <Metric label="Frames" seq={tail.lastSeq || null}>
        <Value>{formatCount(tail.lastSeq)}</Value>
      </Metric>
      <Metric label="Size">
        <Value note={formatBytes(run.byteCount).split(' ')[1]}>{formatBytes(run.byteCount).split(' ')[0]}</Value>
      </Metric>
    </dl>
  )
}

function Metric({
  label,
  title,
  seq,
  onOpen,
  children,
}: {
  label: string
  title?: string
  seq?: number | null | undefined
  /** Where it leads, if not to a frame. */
  onOpen?: () => void
  children: ReactNode
}) {
  const { store } = usePlayerParts()
  const values = 'flex items-baseline gap-2.5 text-xl font-semibold'
  return (
    <div
      className="flex-[1_0_auto] border-l border-hairline pt-[5px] pr-4 pl-3 whitespace-nowrap first:border-l-0 hover:bg-hover"
      title={title}
    >
      <dt className="text-2xs text-muted">{label}</dt>
      <dd>
        {seq || onOpen ? (
          <button
            type="button"
            className={values}
            onClick={onOpen ?? (() => store.select(seq ?? 1, 0.25))}
            aria-description={seq ? `Goes to frame ${formatCount(seq)}` : 'Shows all totals'}
          >
            {children}
          </button>
        ) : (
          <span className={values}>{children}</span>
        )}
      </dd>
    </div>
  )
}

function Value({ children, note }: { children: ReactNode; note?: ReactNode }) {
  return (
    <span>
      {children}
      {note && <span className="ml-1 text-xs font-normal tracking-normal text-text-2">{note}</span>}
    </span>
  )
}

/** What it cost, and whether the upstream's own totals say the same as the frames. */
function Totals({ onTotals }: { onTotals: () => void }) {
  const run = usePlayer((state) => state.run)
  const rows = totalRows(run)
  const cost = rows.find(({ label }) => label === 'Cost')
  const differing = rows.filter(({ differs }) => differs).length
  return (
    <>
      {cost && (
        <Metric label="Cost" onOpen={onTotals}>
          <Value note={cost.recorded === null && 'upstream says'}>{cost.recorded ?? cost.upstream}</Value>
        </Metric>
      )}
      {differing > 0 && (
        <Metric
          label="Upstream’s totals"
          title="What the upstream adds up is not what its frames said"
          onOpen={onTotals}
        >
          <Value note={differing === 1 ? 'differs' : 'differ'}>
            <span className="text-stall">{differing}</span>
          </Value>
        </Metric>
      )}
    </>
  )
}

/** A time with three figures: `1.84 s`, `412 ms`. */
function Ms({ ms, note }: { ms: number | null; note?: string }) {
  if (ms === null) return <Value>–</Value>
  const [value, unit] = figures(ms)
  return (
    <span>
      {value}
      <span className="ml-[3px] text-xs font-normal tracking-normal text-text-2">{unit}</span>
      {note && <span className="ml-1.5 text-xs font-normal tracking-normal text-muted">{note}</span>}
    </span>
  )
}

function figures(ms: number): [string, string] {
  if (ms < 9.95) return [ms.toFixed(1), 'ms']
  if (ms < 999.5) return [String(Math.round(ms)), 'ms']
  const s = ms / 1000
  if (s < 100) return [s.toPrecision(3), 's']
  return [formatCount(s), 's']
}

function RunDuration() {
  const { run, tail } = usePlayer((state) => state)
  const now = useNow(200, tail.live)
  const running = tail.live && run.endedAt === null && run.startedAt !== null && now !== null
  const ms = running ? Math.max(run.durationMs ?? 0, now - Date.parse(run.startedAt ?? '')) : run.durationMs
  if (ms === null) return <Value>–</Value>
  const [value, unit] =
    ms >= 60_000
      ? [`${Math.floor(ms / 60_000)} m ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')}`, 's']
      : [(ms / 1000).toFixed(1), 's']
  return <Value note={running ? `${unit} running` : unit}>{value}</Value>
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toPrecision(3))} s`
}

function tokens(count: number, estimated: boolean): string {
  return `${estimated ? '≈ ' : ''}${count < 100_000 ? formatCount(count) : formatCompact(count)}`
}

function useLatency(live: boolean): Latency | null {
  const { source } = usePlayerParts()
  const [latency, setLatency] = useState<Latency | null>(null)
  useEffect(() => {
    let gone = false
    const ask = () => {
      if (document.hidden) return
      source.latency().then(
        (next) => !gone && setLatency(next),
        // The figures stand in the run too; only their frames are unknown meanwhile.
        () => undefined,
      )
    }
    ask()
    const timer = live ? setInterval(ask, latencyEveryMs) : undefined
    return () => {
      gone = true
      clearInterval(timer)
    }
  }, [source, live])
  return latency
}
