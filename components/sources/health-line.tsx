import type { Source } from '#lib/api/source.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Time } from '#components/ui/time.tsx'

/** Whether a source answered when it was last asked, and when that was. */
export function HealthLine({
  health,
  failure,
  checking,
  now,
}: {
  health: Source['health']
  failure: string | null
  checking: boolean
  now: number
}) {
  if (checking) return <Line icon="s-running" color="text-running" text="asking…" />
  if (failure) return <Line icon="s-error" color="text-error" text={failure} bad />
  if (!health) return <Line icon="s-queued" color="text-idle" text="not checked yet" />
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2">
      <Line
        icon={health.ok ? 's-ok' : 's-error'}
        color={health.ok ? 'text-ok' : 'text-error'}
        text={health.detail}
        bad={!health.ok}
      />
      <span className="text-xs text-muted">
        {health.latencyMs !== null && `${health.latencyMs} ms · `}
        <Time at={health.checkedAt} now={now} />
      </span>
    </span>
  )
}

function Line({
  icon,
  color,
  text,
  bad = false,
}: {
  icon: 's-ok' | 's-error' | 's-running' | 's-queued'
  color: string
  text: string
  bad?: boolean
}) {
  return (
    <span className={cx('flex min-w-0 items-center gap-1.5', bad ? 'text-error' : 'text-text-2')}>
      <Icon name={icon} className={cx('size-3.5', color)} />
      <span className="[overflow-wrap:anywhere]">{text}</span>
    </span>
  )
}
