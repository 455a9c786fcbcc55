'use client'

import Link from 'next/link'
import { useState } from 'react'
import type { RunStatus } from '#lib/api/run.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { statusIcon } from '#components/ui/status-glyph.tsx'
import { toneText } from '#components/ui/chip.tsx'
import { formatCount } from '#lib/format/count.ts'
import { statusState, statusWord } from '#lib/format/run-state.ts'
import { filterPath, toggleChip, type Filter, type ListKey } from './filter.ts'

export type Facets = {
  total: number
  status: Record<RunStatus, number>
  sources: readonly { slug: string; count: number }[]
  agents: readonly { name: string; count: number }[]
  models: readonly { name: string; count: number }[]
}

type Value = { value: string; count: number }

const shown = 5

/** How many runs each choice would leave; a choice is a link, so that it can be opened, copied and gone back from. */
export function FacetList({ facets, filter }: { facets: Facets; filter: Filter }) {
  const statuses = Object.entries(facets.status).map(([value, count]) => ({ value, count }))
  const named = (list: Facets['agents']) => list.map(({ name, count }) => ({ value: name, count }))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-3">
      <Facet title="Status" name="status" values={statuses} filter={filter} all />
      <Facet
        title="Source"
        name="source"
        values={facets.sources.map(({ slug, count }) => ({ value: slug, count }))}
        filter={filter}
      />
      <Facet title="Agent" name="agent" values={named(facets.agents)} filter={filter} />
      <Facet title="Model" name="model" values={named(facets.models)} filter={filter} />
    </div>
  )
}

function Facet({
  title,
  name,
  values,
  filter,
  all = false,
}: {
  title: string
  name: ListKey
  values: readonly Value[]
  filter: Filter
  all?: boolean
}) {
  const [open, setOpen] = useState(all)
  const chosen: readonly string[] = filter[name]
  const present = values
    .filter(({ value, count }) => count > 0 || chosen.includes(value))
    .toSorted((a, b) => b.count - a.count)
  if (present.length === 0) return null
  const most = Math.max(1, ...present.map(({ count }) => count))
  const visible = open ? present : present.slice(0, shown)
  return (
    <section aria-label={title}>
      <h2 className="flex h-6 items-center px-2 text-xs text-muted">{title}</h2>
      <ul>
        {visible.map(({ value, count }) => (
          <li key={value}>
            <Link
              href={filterPath(toggleChip(filter, { key: name, value }))}
              replace
              prefetch={false}
              scroll={false}
              aria-current={chosen.includes(value) ? 'true' : undefined}
              className="group relative flex h-6 items-center gap-2 rounded-chip px-2 text-xs text-text-2 hover:bg-hover aria-[current]:font-semibold aria-[current]:text-text pointer-coarse:h-11"
            >
              <span
                style={{ width: `calc((100% - 16px) * ${count / most})` }}
                className="absolute bottom-px left-2 h-0.5 min-w-0.5 rounded-full bg-hairline group-aria-[current]:bg-accent"
              />
              {name === 'status' && <Glyph status={value as RunStatus} />}
              <span className="min-w-0 flex-1 truncate" title={value}>
                {name === 'status' ? statusWord(value as RunStatus) : value}
              </span>
              <span className="text-muted">{formatCount(count)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {present.length > visible.length && (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="h-6 px-2 text-xs text-muted hover:text-text pointer-coarse:h-11"
        >
          {present.length - visible.length} more
        </button>
      )}
    </section>
  )
}

function Glyph({ status }: { status: RunStatus }) {
  const { glyph, tone } = statusState(status)
  return <Icon name={statusIcon[glyph]} className={cx('size-3.5', toneText[tone])} />
}
