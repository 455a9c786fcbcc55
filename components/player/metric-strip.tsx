'use client'

import { useEffect, useState, type ComponentProps } from 'react'
import type { Latency } from '#lib/api/latency.ts'
import { formatBytes } from '#lib/format/bytes.ts'
import { formatCompact, formatCount } from '#lib/format/count.ts'
import { formatNumber } from '#lib/format/figure.ts'
import { tokensPerSecond } from '#lib/run/pace.ts'
import { leastForP95 } from '#lib/run/series-gaps.ts'
import { Metric, MetricValue } from './metric.tsx'
import { shortBaselineWords } from './metrics/baseline-words.ts'
import { nearestGap, tokenSeq } from './metrics/figures.ts'
import { useBaseline, useEstimatedTokens } from './metrics/use-measured.ts'
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
  const estimated = useEstimatedTokens()
  const output = run.outputTokens ?? estimated
  const isEstimate = run.outputTokens === null ? estimated !== null : run.tokensEstimated
  const perSecond = tail.live ? null : tokensPerSecond(output, run.ttftMs, run.durationMs)
  const stalls = latency?.stalls.list ?? []
  const gaps = latency?.interToken
  const size = formatBytes(run.byteCount).split(' ')
  const from = run.startedAtBasis === 'first_frame' ? 'From the first frame' : 'From the request'
  const firstGap = markers?.list.find(({ type }) => type === 'gap')?.seq
  const open = tip === null ? 0 : Object.keys(tip.transcript.open).length
  return (
    <dl
      data-testid="figures"
      className="flex h-[52px] flex-none overflow-x-auto overflow-y-hidden border-b border-hairline bg-surface [scrollbar-width:none]"
    >
      <Metric label="Duration" means={`${from} to the frame that said how the run ended, or until now.`}>
        <RunDuration />
      </Metric>
      <Metric
        label={run.startedAtBasis === 'first_frame' ? 'TTFT, from first frame' : 'TTFT'}
        means={`Time to first token. ${from} to the first output frame with visible text.`}
      >
        <Ms ms={run.ttftMs} seq={latency?.timeToFirstToken?.seq ?? tip?.transcript.firstTextSeq} />
        {usualTtft !== null && (
          <span className="-ml-1 text-xs font-normal tracking-normal text-text-2">{usualTtft}</span>
        )}
      </Metric>
      {perSecond !== null && (
        <Metric
          label="Output"
          means="Output tokens after the first, over the time from the first output to the end of the run."
        >
          <MetricValue note="tok/s" find={tokenSeq}>
            {`${isEstimate ? '≈ ' : ''}${formatNumber(perSecond)}`}
          </MetricValue>
        </Metric>
      )}
      <Metric
        label="Inter-token"
        means={`Time between output frames of one message. While a tool is open it is tool wait and not counted. p95 is told from ${leastForP95} gaps on.`}
      >
        {run.itlP95Ms === null && gaps?.min && <Ms ms={gaps.min.ms} note="min" seq={gaps.min.seq} />}
        <Ms
          ms={run.itlP50Ms}
          note={run.itlP95Ms === null ? 'median' : 'p50'}
          find={(series) => nearestGap(series, run.itlP50Ms)}
        />
        {run.itlP95Ms !== null && (
          <Ms ms={run.itlP95Ms} note="p95" find={(series) => nearestGap(series, run.itlP95Ms)} />
        )}
        {gaps?.max && <Ms ms={gaps.max.ms} note="max" seq={gaps.max.seq} />}
      </Metric>
      <Metric
        label={`Stalls ≥ ${seconds(latency?.stalls.thresholdMs || 2000)}`}
        means="Inter-token times of at least two seconds or five times the usual one, whichever is longer. Leads to the longest."
      >
        <MetricValue
          note={run.stallCount > 0 ? seconds(run.stallMs) : null}
          seq={stalls.toSorted((a, b) => b.ms - a.ms)[0]?.seq}
        >
          {formatCount(run.stallCount)}
        </MetricValue>
      </Metric>
      <Metric label="Gaps" means="Stretches that were not received. No figure counts them as waiting.">
        <MetricValue note={integrityWords(run)} seq={firstGap}>
          {formatCount(run.gapCount)}
        </MetricValue>
      </Metric>
      <Metric label="Tools" means="Tool calls that frames told of. Leads to the first.">
        <MetricValue
          seq={tip?.transcript.firstToolSeq}
          note={
            <>
              {run.toolErrorCount > 0 && <span className="text-error">{formatCount(run.toolErrorCount)} failed</span>}
              {open > 0 && `${run.toolErrorCount > 0 ? ', ' : ''}${open} ${tail.live ? 'open' : 'no end'}`}
            </>
          }
        >
          {formatCount(run.toolCount)}
        </MetricValue>
      </Metric>
      <Metric
        label={isEstimate ? 'Tokens, estimated' : 'Tokens, reported'}
        means={
          isEstimate
            ? 'Counted from the visible text with a common tokenizer, because no frame reported tokens.'
            : 'Tokens that the model read and wrote, as frames reported them. Leads to the frame that said so last.'
        }
      >
        {run.inputTokens === null && output === null && <MetricValue>–</MetricValue>}
        {run.inputTokens !== null && (
          <MetricValue note="in" find={tokenSeq}>
            {tokens(run.inputTokens, isEstimate)}
          </MetricValue>
        )}
        {output !== null && (
          <MetricValue note="out" find={tokenSeq}>
            {tokens(output, isEstimate)}
          </MetricValue>
        )}
      </Metric>
      <Totals onTotals={onTotals} />
      <Metric label="Frames" means="Everything that was stored, comments and heartbeats too.">
        <MetricValue seq={tail.lastSeq || null}>{formatCount(tail.lastSeq)}</MetricValue>
      </Metric>
      <Metric label="Size" means="Bytes received, as they came.">
        <MetricValue note={size[1]}>{size[0]}</MetricValue>
      </Metric>
    </dl>
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
        <Metric label="Cost" means="What the run cost, as frames reported it, or else as the upstream adds it up.">
          {cost.recorded === null ? (
            <MetricValue note="upstream says" onOpen={onTotals}>
              {cost.upstream}
            </MetricValue>
          ) : (
            <MetricValue find={tokenSeq}>{cost.recorded}</MetricValue>
          )}
        </Metric>
      )}
      {differing > 0 && (
        <Metric label="Upstream’s totals" means="How many figures the upstream adds up otherwise than its frames said.">
          <MetricValue note={differing === 1 ? 'differs' : 'differ'} onOpen={onTotals}>
            <span className="text-stall">{differing}</span>
          </MetricValue>
        </Metric>
      )}
    </>
  )
}

type MsProps = { ms: number | null; note?: string } & Pick<ComponentProps<typeof MetricValue>, 'seq' | 'find'>

/** A time with three figures: `1.84 s`, `412 ms`. */
function Ms({ ms, note, ...leads }: MsProps) {
  if (ms === null) return <MetricValue>–</MetricValue>
  const [value, unit] = figures(ms)
  return (
    <MetricValue {...leads}>
      {value}
      <span className="text-xs font-normal tracking-normal text-text-2"> {unit}</span>
      {note && <span className="text-xs font-normal tracking-normal text-muted"> {note}</span>}
    </MetricValue>
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
  if (ms === null) return <MetricValue>–</MetricValue>
  const [value, unit] =
    ms >= 60_000
      ? [`${Math.floor(ms / 60_000)} m ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')}`, 's']
      : [(ms / 1000).toFixed(1), 's']
  return (
    <MetricValue note={running ? `${unit} running` : unit} seq={tail.lastSeq || null}>
      {value}
    </MetricValue>
  )
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
