import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Source } from '#lib/api/source.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { cx } from '#components/ui/cx.ts'
import { Time } from '#components/ui/time.tsx'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { describeCredential } from './credential-fields.tsx'
import { promises } from './promise.ts'

/** The columns that a card's parts share on a wide screen. */
export const cardColumns =
  'grid grid-cols-2 gap-x-6 lg:grid-cols-[minmax(0,1.3fr)_minmax(0,0.9fr)_minmax(0,1.95fr)_minmax(0,0.6fr)]'

/** What a source is: its address, how it is authorized, what can be promised of it, and how many runs came of it. */
export function SourceFacts({ source, now }: { source: Source; now: number }) {
  return (
    <dl className={cx(cardColumns, 'gap-y-2 px-4 pt-2 pb-3')}>
      <Fact label="Base URL" className="max-lg:col-span-2" below={<Address source={source} />}>
        <code title={source.baseUrl}>{source.baseUrl}</code>
      </Fact>
      <Fact label="Authorization" below={headersLine(source)}>
        {source.credential ? describeCredential(source.credential) : 'none'}
      </Fact>
      <div className="min-w-0 max-lg:order-last max-lg:col-span-2">
        <dt className="text-xs text-muted">Dialect</dt>
        <dd className="truncate">{getDialect(source.dialect)?.label ?? source.dialect}</dd>
        {promises(source).map((promise) => (
          <dd key={promise.surface} className="flex gap-1.5 text-xs text-muted">
            <span className="flex-none text-text-2">
              {promise.surface === null ? 'Class' : `${promise.surface},`} {promise.surface !== null && 'class '}
              {promise.class}
            </span>
            <span className="min-w-0">{promise.words}</span>
          </dd>
        ))}
      </div>
      <Fact
        label="Runs"
        below={
          source.lastRunAt ? (
            <>
              last <Time at={source.lastRunAt} now={now} />
            </>
          ) : (
            'none yet'
          )
        }
      >
        {source.runCount > 0 ? (
          <Link href={`/?source=${source.slug}`} className="text-accent hover:underline">
            {formatCounted(source.runCount, 'run')}
          </Link>
        ) : (
          '0 runs'
        )}
        {source.runningCount > 0 && <span className="text-running"> · {formatCount(source.runningCount)} running</span>}
      </Fact>
    </dl>
  )
}

function Address({ source: { slug, settings } }: { source: Source }) {
  if (!settings.apiBaseUrl) return <code>{slug}</code>
  return (
    <>
      <span className="block truncate">
        API <code title={settings.apiBaseUrl}>{settings.apiBaseUrl}</code>
      </span>
      <code>{slug}</code>
    </>
  )
}

function headersLine(source: Source): string {
  if (source.headerNames.length === 0) return 'no extra headers'
  return `${formatCounted(source.headerNames.length, 'extra header')}: ${source.headerNames.join(', ')}`
}

function Fact({
  label,
  below,
  className,
  children,
}: {
  label: string
  below: ReactNode
  className?: string
  children: ReactNode
}) {
  return (
    <div className={cx('min-w-0', className)}>
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="truncate">{children}</dd>
      <dd className="truncate text-xs text-muted">{below}</dd>
    </div>
  )
}
