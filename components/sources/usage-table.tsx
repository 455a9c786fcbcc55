import { cx } from '#components/ui/cx.ts'
import { formatCompact, formatCount } from '#lib/format/count.ts'
import type { Usage } from '#lib/api/usage.ts'
import type { Rollup } from '#lib/dialects/rest.ts'
import { UsageBar } from './usage-bar.tsx'
import { tokensOf, usageByTime, type UsageTotals } from './usage-rows.ts'

const cell = 'py-1.5 align-baseline'
const number = cx(cell, 'pl-2 text-right whitespace-nowrap')
const edge = 'border-b border-hairline'

/** Calls and tokens, a row for each model in each hour or day. */
export function UsageTable({ usage: { buckets, totals }, rollup }: { usage: Usage; rollup: Rollup }) {
  const most = Math.max(1, ...buckets.map(tokensOf))
  return (
    <table className="w-full table-fixed border-collapse">
      <colgroup>
        <col className={rollup === 'hour' ? 'w-12 sm:w-33' : 'w-12 sm:w-24'} />
        <col />
        <col className="w-11 sm:w-20" />
        <col className="w-16 sm:w-28" />
        <col className="w-16 sm:w-28" />
      </colgroup>
      <thead className="text-xs text-muted">
        <tr className="[&>th]:font-normal">
          <th scope="col" className={cx(cell, edge, 'text-left')}>
            <span className="max-sm:hidden">{rollup === 'hour' ? 'Hour' : 'Day'}, </span>UTC
          </th>
          <th scope="col" className={cx(cell, edge, 'text-left')}>
            Model
          </th>
          <th scope="col" className={cx(number, edge)}>
            Calls
          </th>
          <th scope="col" className={cx(number, edge)}>
            <i className="mr-1.5 inline-block size-2 bg-k-result" />
            <span className="max-sm:hidden">Tokens </span>in
          </th>
          <th scope="col" className={cx(number, edge)}>
            <i className="mr-1.5 inline-block size-2 bg-k-output" />
            <span className="max-sm:hidden">Tokens </span>out
          </th>
        </tr>
      </thead>
      {usageByTime(buckets).map(({ bucket, models }) => (
        <tbody key={bucket} className={edge}>
          {models.map((row, at) => (
            <tr key={row.model}>
              {at === 0 && (
                <th
                  scope="rowgroup"
                  rowSpan={models.length}
                  className={cx(cell, 'pr-2 text-left font-normal text-text-2')}
                >
                  <BucketTime bucket={bucket} rollup={rollup} />
                </th>
              )}
              <td className={cell}>
                <code className="mb-1 block truncate" title={row.model}>
                  {row.model || 'no model'}
                </code>
                <UsageBar {...row} most={most} />
              </td>
              <Figures {...row} />
            </tr>
          ))}
        </tbody>
      ))}
      <tfoot>
        <tr className="font-semibold">
          <th scope="row" colSpan={2} className="py-1.5 text-left">
            Together
          </th>
          <Figures {...totals} last />
        </tr>
      </tfoot>
    </table>
  )
}

function Figures({ calls, inputTokens, outputTokens, last = false }: UsageTotals & { last?: boolean }) {
  return [calls, inputTokens, outputTokens].map((figure, at) => (
    <td key={at} title={formatCount(figure)} className={cx(number, !last && 'text-text-2')}>
      <span className="sm:hidden">{formatCompact(figure)}</span>
      <span className="max-sm:hidden">{formatCount(figure)}</span>
    </td>
  ))
}

/** `2026-11-24 14:00`; on a narrow screen without the year, in two lines. */
function BucketTime({ bucket, rollup }: { bucket: string; rollup: Rollup }) {
  return (
    <time dateTime={bucket} className="sm:whitespace-nowrap">
      <span className="max-sm:hidden">{bucket.slice(0, 5)}</span>
      <span className="whitespace-nowrap">{bucket.slice(5, 10)}</span>
      {rollup === 'hour' && ` ${bucket.slice(11, 16)}`}
    </time>
  )
}
