'use client'

import { useState } from 'react'
import type { RunsPage } from '#lib/api/run.ts'
import { Page } from '#components/shell/page.tsx'
import { JumpField } from '#components/shell/jump-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { Chip } from '#components/ui/chip.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { useNow } from '#components/ui/use-now.ts'
import { useRefresh } from '#components/ui/use-refresh.ts'
import { formatCount } from '#lib/format/count.ts'
import { needsAttention } from './attention.ts'
import { AttentionStrip } from './attention-strip.tsx'
import { FacetList, type Facets } from './facets.tsx'
import { FilterBar } from './filter-bar.tsx'
import type { Filter } from './filter.ts'
import { NoMatch } from './no-match.tsx'
import { RunsTable } from './runs-table.tsx'
import { useAttention, type Watched } from './use-attention.ts'
import { useRowKeys } from './use-row-keys.ts'
import { useRunRows } from './use-run-rows.ts'

/** The list of runs: what needs attention, the filter, and the table, kept up to date. */
export function RunsView({
  page,
  filter,
  facets,
  total,
  watched,
  recorders,
  now: serverNow,
}: {
  page: RunsPage
  filter: Filter
  facets: Facets
  /** How many runs there are without the filter. */
  total: number
  watched: Watched
  /** How many recorders live. */
  recorders: number
  now: number
}) {
  const now = useNow(serverNow)
  const { list, framesPerSecond, trouble, showFresh, loadMore, loadingMore } = useRunRows(page, filter)
  const { running, failed } = useAttention(watched)
  const [facetsOpen, setFacetsOpen] = useState(false)
  // Facets are counted by the server's page; rows of this list keep their place meanwhile.
  useRefresh(10_000)
  const { cursor, setCursor } = useRowKeys(list.rows, { fresh: list.fresh.length > 0, showFresh })
  const live = running.filter((run) => run.status === 'running' && run.recording !== 'closed').length
  const shown = Math.max(facets.total, list.rows.length)
  return (
    <Page
      title="Runs"
      note={live > 0 && `${formatCount(live)} running`}
      search={<JumpField />}
      actions={
        <>
          <LiveChip trouble={trouble} live={live} framesPerSecond={framesPerSecond} />
          <ButtonLink href="/start" icon="play" className="max-md:hidden">
            Start a run
          </ButtonLink>
        </>
      }
      footNote={list.rows.length > 0 && `rows 1–${formatCount(list.rows.length)} of ${formatCount(shown)}`}
    >
      <main className="grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] xl:grid-cols-[184px_minmax(0,1fr)]">
        <aside aria-label="Facets" className="hidden overflow-y-auto border-r border-hairline px-2 py-3 xl:block">
          <FacetList facets={facets} filter={filter} />
        </aside>
        <section aria-label="List of runs" className="flex min-h-0 min-w-0 flex-col bg-surface">
          <AttentionStrip items={needsAttention(running, failed, now)} now={now} />
          <div className="flex items-start gap-2 px-3 py-2">
            <FilterBar filter={filter} facets={facets} />
            <span className="leading-8 whitespace-nowrap text-text-2 max-md:hidden">
              <b className="text-text">{formatCount(facets.total)}</b>
              {facets.total !== total && ` of ${formatCount(total)}`} {total === 1 ? 'run' : 'runs'}
            </span>
            <Button
              size="lg"
              icon="filter"
              aria-label="Facets"
              className="xl:hidden"
              onClick={() => setFacetsOpen(true)}
            />
          </div>
          {recorders === 0 && !trouble && (
            <Notice tone="stall" className="mx-3 mb-2">
              No recorder is running: nothing is recorded until one is. What the list calls silent may well be running.
            </Notice>
          )}
          {trouble && (
            <Notice className="mx-3 mb-2">
              The list is out of date: {trouble} <span className="text-muted">Trying again every two seconds.</span>
            </Notice>
          )}
          {list.rows.length === 0 && list.fresh.length === 0 ? (
            <NoMatch filter={filter} total={total} />
          ) : (
            <RunsTable
              rows={list.rows}
              fresh={list.fresh.length}
              now={now}
              cursor={cursor}
              onFocus={setCursor}
              onShowFresh={showFresh}
            >
              {list.nextCursor !== null && (
                <div className="flex justify-center p-4">
                  <Button disabled={loadingMore} onClick={() => void loadMore()}>
                    {loadingMore ? 'Loading…' : 'Load older runs'}
                  </Button>
                </div>
              )}
            </RunsTable>
          )}
        </section>
      </main>
      <Dialog open={facetsOpen} onClose={() => setFacetsOpen(false)} title="Filter by">
        <FacetList facets={facets} filter={filter} />
      </Dialog>
    </Page>
  )
}

function LiveChip({
  trouble,
  live,
  framesPerSecond,
}: {
  trouble: string | null
  live: number
  framesPerSecond: number | null
}) {
  if (trouble) return <Chip tone="stall">reconnecting</Chip>
  if (live === 0 || framesPerSecond === null) return null
  const rate = framesPerSecond >= 10 ? formatCount(framesPerSecond) : framesPerSecond.toFixed(1)
  return (
    <Chip tone="running" dot>
      live · {rate}/s
    </Chip>
  )
}
