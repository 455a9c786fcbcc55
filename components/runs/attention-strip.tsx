import Link from 'next/link'
import { cx } from '#components/ui/cx.ts'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import { formatCount } from '#lib/format/count.ts'
import { formatSeconds } from '#lib/format/duration.ts'
import { formatRelative } from '#lib/format/instant.ts'
import { runState } from '#lib/format/run-state.ts'
import type { Attention, NeedsAttention } from './attention.ts'
import { runName } from './run-name.ts'

/** What a person should look at now. It stands above the filter, because no filter may hide it. */
export function AttentionStrip({ items: { shown, counts }, now }: { items: NeedsAttention; now: number }) {
  if (shown.length === 0) return null
  const parts = [
    [counts.recording, 'stuck'],
    [counts.input, 'waiting'],
    [counts.silent, 'silent'],
    [counts.failed, 'failed'],
  ] as const
  return (
    <section
      aria-label="Needs attention"
      className="mx-3 mt-3 flex flex-none overflow-x-auto rounded-panel border border-hairline bg-surface [scrollbar-width:none] max-md:snap-x"
    >
      <div className="min-w-32 flex-none bg-raised px-3 py-[9px] max-md:hidden">
        <h2 className="font-semibold whitespace-nowrap">Needs attention</h2>
        <p className="text-xs leading-[18px] whitespace-nowrap text-muted">
          {parts
            .filter(([n]) => n > 0)
            .map(([n, word]) => `${n} ${word}`)
            .join(', ')}
        </p>
      </div>
      {shown.map((item) => (
        <Cell key={item.run.id} item={item} now={now} />
      ))}
    </section>
  )
}

function Cell({ item: { run, why }, now }: { item: Attention; now: number }) {
  const { icon, tone } = looks[why]
  return (
    <Link
      href={`/runs/${run.id}${run.error?.seq ? `?f=${run.error.seq}` : ''}`}
      prefetch={false}
      className="min-w-[176px] flex-1 border-l border-hairline px-3 py-[9px] -outline-offset-2! first:border-l-0 hover:bg-hover max-md:min-w-[248px] max-md:snap-start max-md:[&:nth-child(2)]:border-l-0"
    >
      <span className="flex items-center gap-1.5">
        <Icon name={icon} className={cx('size-3.5', tone)} />
        <b className="min-w-12 truncate">{runName(run).name}</b>
        <span className={cx('ml-auto flex-none pl-2 whitespace-nowrap', tone)}>{clock(run, why, now)}</span>
      </span>
      <span className="block truncate text-xs leading-[18px] text-muted">{reason(run, why)}</span>
    </Link>
  )
}

const looks: Record<Attention['why'], { icon: IconName; tone: string }> = {
  recording: { icon: 's-stall', tone: 'text-stall' },
  input: { icon: 's-waiting', tone: 'text-running' },
  silent: { icon: 's-stall', tone: 'text-stall' },
  failed: { icon: 's-error', tone: 'text-error' },
}

function clock(run: Attention['run'], why: Attention['why'], now: number): string {
  switch (why) {
    case 'failed':
      return `failed ${formatRelative(run.endedAt ?? run.createdAt, now)}`
    case 'input':
      return 'waiting'
    case 'silent':
      return `silent ${formatSeconds(runState(run, now).silentMs ?? 0)}`
    case 'recording':
      return run.recording === 'auth_required' ? 'no credential' : 'blocked'
    default:
      return why satisfies never
  }
}

function reason(run: Attention['run'], why: Attention['why']): string {
  if (why === 'failed') {
    const frame = run.error?.seq ? `, frame ${formatCount(run.error.seq)}` : ''
    return `${run.error?.message ?? 'Failed without saying why'}${frame}`
  }
  if (why === 'recording') return run.recordingError ?? 'The recorder cannot go on'
  if (why === 'input') return run.title ?? 'Waits for a person'
  const at = `frame ${formatCount(run.frameCount)}`
  return run.openTool === null ? `Waits for the model, no tool open, ${at}` : `Tool ${run.openTool} still open, ${at}`
}
