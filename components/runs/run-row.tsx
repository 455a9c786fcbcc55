import Link from 'next/link'
import { memo } from 'react'
import type { Run } from '#lib/api/run.ts'
import { cx } from '#components/ui/cx.ts'
import { StatusGlyph } from '#components/ui/status-glyph.tsx'
import { Tape } from '#components/ui/tape.tsx'
import { Time } from '#components/ui/time.tsx'
import { formatCompact, formatCount } from '#lib/format/count.ts'
import { formatDuration, formatSeconds } from '#lib/format/duration.ts'
import { runState } from '#lib/format/run-state.ts'
import { cell, columns, row } from './columns.ts'
import { runName } from './run-name.ts'

/** One run of the list. The whole row is its link. */
export const RunRow = memo(function RunRow({
  run,
  now,
  cursor,
  onFocus,
}: {
  run: Run
  now: number
  cursor: boolean
  onFocus: (id: string) => void
}) {
  const state = runState(run, now)
  const live = isLive(run)
  const { name, rest } = runName(run)
  return (
    <tr className={row} data-cursor={cursor || undefined} data-run={run.id}>
      <td className={cx(cell, columns.status)} title={run.recordingError ?? undefined}>
        <StatusGlyph state={state} />
      </td>
      <td className={cx(cell, columns.run)}>
        {run.parentRunId !== null && (
          <Link
            href={`/runs/${run.parentRunId}`}
            prefetch={false}
            tabIndex={-1}
            title="Part of another run: open that one"
            className="relative z-1 float-left mr-1.5 text-muted hover:text-accent"
          >
            <span aria-hidden="true">↳</span>
            <span className="sr-only">Part of another run</span>
          </Link>
        )}
        <Link
          href={`/runs/${run.id}`}
          prefetch={false}
          className="flex min-w-0 gap-2 outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          onFocus={() => onFocus(run.id)}
        >
          <b className={cx('flex-none truncate', rest ? 'max-w-3/5' : 'max-w-full')}>{name}</b>
          {rest && <span className="min-w-0 flex-1 truncate text-muted">{rest}</span>}
        </Link>
      </td>
      <td className={cx(cell, columns.source, 'text-xs text-text-2')} title={run.source}>
        <span className="flex items-center gap-1.5">
          <span className="truncate">{run.source}</span>
          {run.surface !== '' && run.integrity !== 'not_recorded' && (
            <span className="flex-none rounded-chip px-1 text-2xs text-muted ring-1 ring-hairline ring-inset">
              {run.surface}
            </span>
          )}
        </span>
      </td>
      <td className={cx(cell, columns.model, 'text-xs text-text-2')}>{run.model ?? <None />}</td>
      <td className={cx(cell, columns.started, 'text-xs text-text-2')}>
        <Time at={run.startedAt ?? run.createdAt} now={now} />
      </td>
      <td className={cx(cell, columns.duration, live ? 'text-text' : 'text-text-2')}>{duration(run, now, live)}</td>
      <td className={cx(cell, columns.ttft, 'text-text-2')}>
        {run.ttftMs === null ? <None /> : formatDuration(run.ttftMs)}
      </td>
      <td className={cx(cell, columns.tokensIn, 'text-text-2')}>
        {run.inputTokens === null ? <None /> : formatCompact(run.inputTokens)}
      </td>
      <td className={cx(cell, columns.tokensOut, 'text-text-2')}>
        {run.outputTokens === null ? <None /> : <Estimated on={run.tokensEstimated} count={run.outputTokens} />}
      </td>
      <td className={cx(cell, columns.tools, 'text-text-2')}>
        {run.toolCount === 0 ? <None /> : formatCount(run.toolCount)}
        <span className="inline-block w-6 pl-1 text-left text-error">
          {run.toolErrorCount > 0 && (
            <span title={`${formatCount(run.toolErrorCount)} failed`}>({formatCount(run.toolErrorCount)})</span>
          )}
        </span>
      </td>
      <td className={cx(cell, columns.stalls, 'text-stall')}>
        {run.stallCount === 0 ? <None /> : formatCount(run.stallCount)}
      </td>
      <td className={cx(cell, columns.activity)}>
        <span className="block max-md:-mt-[5px]">
          {run.integrity === 'not_recorded' ? (
            <NotRecorded />
          ) : (
            <Tape activity={run.activity} live={live} silent={state.silentMs !== null} />
          )}
        </span>
      </td>
      <td className={cx(cell, columns.frames, 'text-text-2')}>
        {run.integrity === 'not_recorded' ? <None /> : formatCount(run.frameCount)}
      </td>
    </tr>
  )
})

/** An empty tape: the upstream listed the run, and nobody recorded it. */
function NotRecorded() {
  return (
    <span className="flex h-8 w-24 items-center justify-center border-b border-dashed border-hairline text-2xs text-muted">
      not recorded
    </span>
  )
}

function None() {
  return <span className="text-muted">–</span>
}

function Estimated({ on, count }: { on: boolean; count: number }) {
  return on ? <span title="estimated">≈ {formatCompact(count)}</span> : formatCompact(count)
}

function isLive(run: Run): boolean {
  return run.recording !== 'closed' && (run.status === 'running' || run.status === 'waiting_for_input')
}

function duration(run: Run, now: number, live: boolean) {
  if (live && run.startedAt) return formatSeconds(now - Date.parse(run.startedAt))
  return run.durationMs === null ? <None /> : formatDuration(run.durationMs)
}
