import { ButtonLink } from '#components/ui/button-link.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { formatCounted } from '#lib/format/count.ts'
import { filterChips, type Filter } from './filter.ts'

/** What stands in place of the table when the filter leaves nothing. */
export function NoMatch({ filter, total }: { filter: Filter; total: number }) {
  const chips = filterChips(filter)
  return (
    <div className="border-t border-hairline">
      <EmptyState
        title="No run matches"
        actions={
          <ButtonLink href="/" replace>
            Clear the filter
          </ButtonLink>
        }
      >
        <p>
          Nothing has{' '}
          {chips.map(({ key, value }, index) => (
            <span key={`${key}:${value}`}>
              {index > 0 && ' and '}
              <code className="rounded-chip bg-raised px-1">{key === 'q' ? `“${value}”` : `${key}:${value}`}</code>
            </span>
          ))}
          .
        </p>
        <p className="text-muted">
          Without the filter there {total === 1 ? 'is' : 'are'} {formatCounted(total, 'run')}.
        </p>
      </EmptyState>
    </div>
  )
}
