import type { ReactNode } from 'react'
import type { Recorder } from '#lib/api/recorder.ts'
import { toneText } from '#components/ui/chip.tsx'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Time } from '#components/ui/time.tsx'
import { formatBytes } from '#lib/format/bytes.ts'
import { formatCount } from '#lib/format/count.ts'
import { formatFigure } from '#lib/format/figure.ts'
import { formatSeconds } from '#lib/format/duration.ts'
import { rateFigure, recorderWords } from './recorder-words.ts'

/** One recorder: whether it lives, what it holds, and how fast it stores. */
export function RecorderCard({ recorder, now }: { recorder: Recorder; now: number }) {
  const { host, pid, state, startedAt, silentMs, runs, figures } = recorder
  const { icon, tone, words, advice } = recorderWords(recorder)
  return (
    <li className="min-w-0 rounded-panel border border-hairline bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-md font-semibold [overflow-wrap:anywhere]">{host}</h2>
        <span className="flex items-center gap-1.5">
          <Icon name={icon} className={cx('size-3.5', toneText[tone])} />
          <span className={state === 'live' ? 'text-text-2' : toneText[tone]}>{words}</span>{' '}
          {state === 'live' && (
            <span className="text-xs text-muted">
              · heartbeat {silentMs < 1000 ? 'now' : `${formatSeconds(silentMs)} ago`}
            </span>
          )}
        </span>
        <span className="flex-1" />
        <span className="text-xs text-muted">
          process {pid}
          {figures && `, version ${figures.version}`}
        </span>
      </div>
      {advice !== null && <p className="mt-1 max-w-[80ch] text-text-2">{advice}</p>}
      <dl className="mt-2 grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-3 lg:grid-cols-6">
        <Fact label="Runs held">{formatCount(runs)}</Fact>
        {state !== 'gone' && <Figures figures={figures} />}
        <Fact label="Since">
          <Time at={startedAt} now={now} />
        </Fact>
      </dl>
    </li>
  )
}

function Figures({ figures }: { figures: Recorder['figures'] }) {
  const lagMs = figures?.lagMs ?? null
  return (
    <>
      <Fact label="Frames stored" unit="/s">
        {figures && rateFigure(figures.framesPerSecond)}
      </Fact>
      <Fact label="Longest to commit">
        {lagMs !== null && <span className={cx(lagMs > slowMs && 'text-stall')}>{formatFigure(lagMs)}</span>}
      </Fact>
      <Fact label="Waits to be stored">{figures && formatBytes(figures.queuedBytes)}</Fact>
      <Fact label="Memory">{figures && formatBytes(figures.rssBytes)}</Fact>
    </>
  )
}

/** A viewer notices it, and it is far above what a database that is well needs. */
const slowMs = 1000

function Fact({ label, unit, children }: { label: string; unit?: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-xs text-muted">{label}</dt>
      <dd className="tabular-nums">
        {children === null || children === false ? (
          <span className="text-muted">–</span>
        ) : (
          <>
            {children}
            {unit && <span className="text-xs text-muted">{unit}</span>}
          </>
        )}
      </dd>
    </div>
  )
}
