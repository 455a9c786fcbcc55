import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Source } from '#lib/api/source.ts'
import type { Usage } from '#lib/api/usage.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import { Time } from '#components/ui/time.tsx'
import { formatCompact } from '#lib/format/count.ts'
import { missingForLists, missingForUsage } from './missing-settings.ts'
import { cardColumns } from './source-facts.tsx'
import { UsageBar } from './usage-bar.tsx'
import { tokensOf, usageByModel } from './usage-rows.ts'

type Read = Source['reads']['runs']

const modelsShown = 3

/** What is read of a source in the background: its lists of runs, and what it accounts for. Nothing where it has neither. */
export function SourceReads({ source, usage, now }: { source: Source; usage: Usage | null; now: number }) {
  const dialect = getDialect(source.dialect)
  if (!dialect?.rest || !dialect.settings.includes('discover')) return null
  if (!source.settings.discover) {
    return (
      <p className="border-t border-hairline px-4 py-2 text-xs text-muted">
        Its lists of runs are not read. Edit it to have runs found by themselves.
      </p>
    )
  }
  const { reads } = source
  return (
    <div className={cx(cardColumns, 'gap-y-2.5 border-t border-hairline px-4 pt-2.5 pb-3')}>
      <section aria-label={`Lists of runs of ${source.name}`} className="min-w-0 max-lg:col-span-2">
        <h3 className="text-xs text-muted">Lists of runs</h3>
        <ReadLine read={reads.runs} missing={missingForLists(source.dialect, source.settings)} now={now} />
      </section>
      {dialect.rest.usage && (
        <section aria-label={`Usage of ${source.name}`} className="col-span-2 min-w-0 lg:col-span-3">
          <h3 className="flex items-baseline justify-between gap-3 text-xs text-muted">
            Usage, last 24 hours
            <Link href={`/sources?usage=${source.slug}`} scroll={false} className="text-accent hover:underline">
              By hour and day
            </Link>
          </h3>
          {usage && usage.buckets.length > 0 && <UsageSummary usage={usage} />}
          {!reads.usage?.ok && (
            <ReadLine read={reads.usage} missing={missingForUsage(source.dialect, source.settings)} now={now} />
          )}
          {reads.usage?.ok && !usage?.buckets.length && <p className="text-text-2">no calls</p>}
        </section>
      )}
    </div>
  )
}

function ReadLine({ read, missing, now }: { read: Read; missing: string | null; now: number }) {
  if (missing !== null) return <Line icon="s-stall" color="text-stall" text={`Needs ${missing}: edit the source.`} />
  if (!read) return <Line icon="s-queued" color="text-idle" text="not read yet" />
  return (
    <Line
      icon={read.ok ? 's-ok' : 's-error'}
      color={read.ok ? 'text-ok' : 'text-error'}
      text={read.detail}
      bad={!read.ok}
    >
      {read.ok ? 'read' : 'tried'} <Time at={read.readAt} now={now} />
      {!read.ok && '; it is tried again by itself'}
    </Line>
  )
}

function Line({
  icon,
  color,
  text,
  bad = false,
  children,
}: {
  icon: IconName
  color: string
  text: string
  bad?: boolean
  children?: ReactNode
}) {
  return (
    <p className="flex items-start gap-1.5">
      <Icon name={icon} className={cx('mt-0.5 size-3.5', color)} />
      <span className={cx('min-w-0 [overflow-wrap:anywhere]', bad ? 'text-error' : 'text-text-2')}>
        {text}
        {children && <span className="block text-xs text-muted">{children}</span>}
      </span>
    </p>
  )
}

function UsageSummary({ usage: { buckets, totals } }: { usage: Usage }) {
  const models = usageByModel(buckets)
  const most = Math.max(1, ...models.map(tokensOf))
  const rest = models.length - modelsShown
  return (
    <div className="grid gap-x-6 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
      <p className="flex gap-x-4 sm:grid sm:content-start">
        <Figure value={totals.calls} unit={totals.calls === 1 ? 'call' : 'calls'} />
        <Figure value={totals.inputTokens} unit="tokens in" />
        <Figure value={totals.outputTokens} unit="tokens out" />
      </p>
      <ul className="grid content-start">
        {models.slice(0, modelsShown).map((sum) => (
          <li key={sum.model} className="grid grid-cols-[minmax(0,200px)_minmax(0,1fr)_auto] items-center gap-3">
            <code className="truncate text-text-2" title={sum.model}>
              {sum.model || 'no model'}
            </code>
            <UsageBar {...sum} most={most} />
            <span className="text-xs text-muted">{formatCompact(tokensOf(sum))}</span>
          </li>
        ))}
        {rest > 0 && <li className="text-xs text-muted">{rest} more</li>}
      </ul>
    </div>
  )
}

function Figure({ value, unit }: { value: number; unit: string }) {
  return (
    <span className="whitespace-nowrap text-muted">
      <b className="text-text">{formatCompact(value)}</b> {unit}
    </span>
  )
}
