'use client'

import type { Source } from '#lib/api/source.ts'
import type { Usage } from '#lib/api/usage.ts'
import { SourceCard } from './source-card.tsx'

/** Every source with its health, what it promises, and what can be done with it. */
export function SourceList({
  sources,
  usage,
  now,
  onEdit,
  onDelete,
}: {
  sources: readonly Source[]
  /** Of the last 24 hours, by slug. */
  usage: Readonly<Record<string, Usage>>
  now: number
  onEdit: (source: Source) => void
  onDelete: (source: Source) => void
}) {
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">
      {sources.map((source) => (
        <SourceCard
          key={source.slug}
          source={source}
          usage={usage[source.slug] ?? null}
          now={now}
          onEdit={() => onEdit(source)}
          onDelete={() => onDelete(source)}
        />
      ))}
    </ul>
  )
}
