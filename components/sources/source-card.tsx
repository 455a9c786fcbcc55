'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { SourceCheck, type Source } from '#lib/api/source.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { callApi } from '#components/ui/call-api.ts'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { Time } from '#components/ui/time.tsx'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { describeCredential } from './credential-fields.tsx'
import { HealthLine } from './health-line.tsx'
import { promise } from './promise.ts'

/** One source: health first, then what it is, what is known of its runs, and what can be done. */
export function SourceCard({
  source,
  now,
  onEdit,
  onDelete,
}: {
  source: Source
  now: number
  onEdit: () => void
  onDelete: () => void
}) {
  const router = useRouter()
  const [checking, setChecking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const check = async () => {
    setChecking(true)
    setFailure(null)
    try {
      await callApi(`/api/v1/sources/${source.slug}/check`, SourceCheck, { method: 'POST' })
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error))
    }
    setChecking(false)
    router.refresh()
  }
  return (
    <li className="min-w-0 rounded-panel border border-hairline bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3">
        <h2 className="text-md font-semibold [overflow-wrap:anywhere]">{source.name}</h2>
        <HealthLine health={source.health} failure={failure} checking={checking} now={now} />
        <span className="flex-1" />
        <div className="flex items-center gap-1 max-sm:w-full max-sm:[&>:not(:last-child)]:flex-1">
          <ButtonLink href={`/start?source=${source.slug}`} icon="play">
            Start a run
          </ButtonLink>
          <Button icon="refresh" disabled={checking} onClick={() => void check()}>
            {checking ? 'Checking…' : 'Check'}
          </Button>
          <Button icon="edit" onClick={onEdit}>
            Edit
          </Button>
          <Menu trigger={<Button variant="bare" icon="more" aria-label={`More about ${source.name}`} />}>
            <MenuItem icon="trash" danger onSelect={onDelete}>
              Delete…
            </MenuItem>
          </Menu>
        </div>
      </div>
      <dl className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-x-6 gap-y-2 px-4 pt-2 pb-3 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1.4fr)_minmax(0,0.8fr)]">
        <Fact label="Base URL" below={<code className="truncate text-muted">{source.slug}</code>}>
          <code title={source.baseUrl}>{source.baseUrl}</code>
        </Fact>
        <Fact label="Authorization" below={headersLine(source)}>
          {source.credential ? describeCredential(source.credential) : 'none'}
        </Fact>
        <Fact label="Dialect" below={<span title={promise[source.class]}>{promise[source.class]}</span>}>
          {getDialect(source.dialect)?.label ?? source.dialect}
          <span className="ml-2 rounded-chip px-1.5 text-xs text-text-2 ring-1 ring-hairline ring-inset">
            class {source.class}
          </span>
        </Fact>
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
          {source.runningCount > 0 && (
            <span className="text-running"> · {formatCount(source.runningCount)} running</span>
          )}
        </Fact>
      </dl>
    </li>
  )
}

function headersLine(source: Source): string {
  if (source.headerNames.length === 0) return 'no extra headers'
  return `${formatCounted(source.headerNames.length, 'extra header')}: ${source.headerNames.join(', ')}`
}

function Fact({ label, below, children }: { label: string; below: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="truncate">{children}</dd>
      <dd className="truncate text-xs text-muted">{below}</dd>
    </div>
  )
}
