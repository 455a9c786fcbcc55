'use client'

import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { totalRows } from './totals.ts'
import { usePlayer } from './use-player.ts'

/** Our figures beside the upstream's own. Neither is corrected by the other. */
export function TotalsTable({ className }: { className?: string }) {
  const run = usePlayer((state) => state.run)
  const rows = totalRows(run)
  if (rows.length === 0) return <p className="p-3 text-muted">Neither frames nor the upstream told any totals.</p>
  const recordedNothing = run.integrity === 'not_recorded'
  return (
    <div className={className}>
      <table className="w-full text-xs">
        <thead>
          <tr className="text-left text-muted [&>th]:py-1.5 [&>th]:font-normal">
            <th scope="col">
              <span className="sr-only">Total</span>
            </th>
            {!recordedNothing && (
              <th scope="col" className="pl-3 text-right!">
                Recorded
              </th>
            )}
            <th scope="col" className="pl-3 text-right!">
              Upstream says
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, name, recorded, upstream, differs }) => (
            <tr key={label} className="border-t border-soft align-top [&>*]:py-1.5">
              <th scope="row" className="text-left font-normal text-text-2" title={name ?? undefined}>
                <span className={cx('[overflow-wrap:anywhere]', name === null && upstream !== null && 'font-mono')}>
                  {label}
                </span>
              </th>
              {!recordedNothing && <td className="pl-3 text-right font-mono">{recorded ?? <None />}</td>}
              <td className={cx('pl-3 text-right font-mono [overflow-wrap:anywhere]', differs && 'text-stall')}>
                {differs && (
                  <span title="The two differ">
                    <Icon name="s-stall" className="mr-1 inline size-3 align-[-2px]" />
                    <span className="sr-only">differs: </span>
                  </span>
                )}
                {upstream ?? <None />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-2 text-xs text-muted">
        {run.upstreamTotals === null
          ? 'The upstream has told no totals of its own.'
          : recordedNothing
            ? 'As the upstream says, by its own count.'
            : run.tokensEstimated
              ? 'Estimated tokens are not held against what the upstream says.'
              : 'Recorded is what frames said. The two are never merged.'}
      </p>
    </div>
  )
}

function None() {
  return <span className="text-muted">–</span>
}
