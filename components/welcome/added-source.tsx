import type { Source } from '#lib/api/source.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { HealthLine } from '#components/sources/health-line.tsx'
import { promises } from '#components/sources/promise.ts'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'

/** The first step once it is done: the sources that are there, and what to do next. */
export function AddedSource({ sources, now, onAdd }: { sources: readonly Source[]; now: number; onAdd: () => void }) {
  return (
    <>
      <ul className="grid gap-2">
        {sources.map((source) => (
          <li
            key={source.slug}
            className="grid gap-1 rounded-control border border-hairline px-3 py-2 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center"
          >
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-x-3">
                <b>{source.name}</b>
                <HealthLine health={source.health} failure={null} checking={false} now={now} />
              </p>
              <p className="truncate text-xs text-muted max-sm:whitespace-normal">
                {getDialect(source.dialect)?.label ?? source.dialect} · {promiseWords(source)} ·{' '}
                <code>{source.baseUrl}</code>
              </p>
            </div>
            <ButtonLink
              href={`/start?source=${source.slug}`}
              variant={sources.length === 1 ? 'primary' : 'line'}
              size="lg"
              icon="play"
            >
              Start a run
            </ButtonLink>
          </li>
        ))}
      </ul>
      <p className="text-text-2">
        Start a run here, or record one that exists by its id. The command beside this does the same from a shell.
      </p>
      <div className="mt-auto flex gap-2">
        <Button icon="plus" onClick={onAdd}>
          Add another
        </Button>
        <ButtonLink href="/sources">All sources</ButtonLink>
      </div>
    </>
  )
}

function promiseWords(source: Source): string {
  return promises(source)
    .map(({ surface, words }) => (surface === null ? words : `${surface} ${words}`))
    .join('; ')
}
