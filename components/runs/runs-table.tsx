'use client'

import type { ReactNode } from 'react'
import type { Run } from '#lib/api/run.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { formatCount } from '#lib/format/count.ts'
import { columns } from './columns.ts'
import { RunRow } from './run-row.tsx'

/** The table of runs. New runs wait behind a pill in its header, so that nothing shifts. */
export function RunsTable({
  rows,
  fresh,
  now,
  cursor,
  onFocus,
  onShowFresh,
  children,
}: {
  rows: readonly Run[]
  fresh: number
  now: number
  cursor: string | null
  onFocus: (id: string) => void
  onShowFresh: () => void
  children: ReactNode
}) {
  return (
    <div className="relative min-h-0 overflow-x-hidden overflow-y-auto border-t border-hairline" data-scroller>
      <p role="status" className="sr-only">
        {fresh > 0 && 'New runs are waiting. Press r to show them.'}
      </p>
      <table className="w-full table-fixed border-separate border-spacing-0 max-md:block [&_tbody]:max-md:block [&_thead]:max-md:block">
        <thead>
          <tr className="max-md:sticky max-md:top-0 max-md:z-1 max-md:flex max-md:h-10 max-md:items-center max-md:justify-between max-md:border-b max-md:border-hairline max-md:bg-surface max-md:px-3">
            <Head className={cx(columns.status, 'max-md:hidden')}>Status</Head>
            <Head className={cx(columns.run, 'max-md:order-last max-md:flex')}>
              <span className="max-md:sr-only">Run</span>
              {fresh > 0 && (
                <button
                  type="button"
                  onClick={onShowFresh}
                  className="float-right -my-0.5 mr-2 inline-flex h-5 items-center gap-1 rounded-full bg-accent pr-1 pl-2 text-on-accent max-md:m-0 max-md:h-7 max-md:px-3 pointer-coarse:min-h-9"
                >
                  <Icon name="up" className="size-3 stroke-2" />
                  {fresh > 99 ? '99+' : formatCount(fresh)} new {fresh === 1 ? 'run' : 'runs'}
                  <Kbd className="h-3.5! min-w-3.5! border-0! bg-on-accent/16! text-inherit!">r</Kbd>
                </button>
              )}
            </Head>
            <Head className={columns.source}>Source</Head>
            <Head className={columns.model}>Model</Head>
            <Head className={cx(columns.started, 'text-text! max-md:flex max-md:w-auto')} sorted>
              <Icon name="down" className="mr-0.5 inline size-3 align-[-2px] stroke-2" />
              Started
            </Head>
            <Head className={cx(columns.duration, 'max-md:hidden')}>Duration</Head>
            <Head className={cx(columns.ttft, 'max-md:hidden')} title="Time to the first visible output">
              TTFT
            </Head>
            <Head className={columns.tokensIn} title="Input tokens">
              Tok in
            </Head>
            <Head className={columns.tokensOut} title="Output tokens; ≈ is estimated">
              Tok out
            </Head>
            <Head className={cx(columns.tools, 'pr-[30px]!')} title="Tool calls, and how many failed">
              Tools
            </Head>
            <Head className={columns.stalls} title="Silences in the output, tool waits left out">
              Stalls
            </Head>
            <Head className={cx(columns.activity, 'max-md:hidden')}>Frames/s</Head>
            <Head className={columns.frames}>Frames</Head>
          </tr>
        </thead>
        <tbody>
          {rows.map((run) => (
            <RunRow key={run.id} run={run} now={now} cursor={cursor === run.id} onFocus={onFocus} />
          ))}
        </tbody>
      </table>
      {children}
    </div>
  )
}

function Head({
  className,
  title,
  sorted = false,
  children,
}: {
  className: string
  title?: string
  sorted?: boolean
  children: ReactNode
}) {
  return (
    <th
      scope="col"
      title={title}
      aria-sort={sorted ? 'descending' : undefined}
      className={cx(
        'sticky top-0 z-1 h-8 border-b border-hairline bg-surface px-1.5 text-left text-xs font-normal whitespace-nowrap text-muted first:pl-3 last:pr-3 max-md:static max-md:h-auto max-md:border-0 max-md:p-0!',
        className,
      )}
    >
      {children}
    </th>
  )
}
