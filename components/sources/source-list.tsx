'use client'

import type { Source } from '#lib/api/source.ts'
import { SourceCard } from './source-card.tsx'

/** Every source with its health, what it promises, and what can be done with it. */
export function SourceList({
  sources,
  now,
  onEdit,
  onDelete,
}: {
  sources: readonly Source[]
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
          now={now}
          onEdit={() => onEdit(source)}
          onDelete={() => onDelete(source)}
        />
      ))}
    </ul>
  )
}
