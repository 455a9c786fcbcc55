'use client'

import { useState } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { formatOffset } from '#lib/format/offset.ts'
import type { CallNode } from '#lib/run/waterfall.ts'
import { callsOf, type SortKey } from '#lib/run/waterfall-rows.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { oneLine } from '../payload.ts'
import { callsCsv } from './call-csv.ts'
import { statusWords, tookMs } from './call-words.ts'

const pageRows = 200

const columns: readonly { key: SortKey | null; label: string; right?: boolean }[] = [
  { key: 'name', label: 'Tool' },
  { key: 'start', label: 'Start', right: true },
  { key: 'duration', label: 'Duration', right: true },
  { key: null, label: 'Outcome' },
  { key: null, label: 'Frames', right: true },
  { key: null, label: 'Arguments' },
  { key: null, label: 'Result' },
]

type CallTableProps = {
  roots: readonly CallNode[]
  sort: SortKey
  onSort: (sort: SortKey) => void
  errorsOnly: boolean
  endMs: number
  onSelect: (seq: number) => void
}

/** The same calls as a table: every call a row, to be read aloud, printed, or taken along as CSV. */
export function CallTable({ roots, sort, onSort, errorsOnly, endMs, onSelect }: CallTableProps) {
  const [shown, setShown] = useState(pageRows)
  const calls = callsOf(roots, sort).filter((call) => !errorsOnly || call.error !== null)
  return (
    <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label="Tool calls as a table">
      <div className="flex justify-end px-2 pt-1">
        <CopyButton size="sm" variant="bare" label="Copy CSV" text={() => callsCsv(calls)} />
      </div>
      <table className="w-full border-collapse text-xs">
        <thead>
          <tr className="text-left text-2xs text-muted">
            {columns.map(({ key, label, right }) => (
              <th
                key={label}
                scope="col"
                aria-sort={
                  key === null ? undefined : key !== sort ? 'none' : key === 'duration' ? 'descending' : 'ascending'
                }
                className={cx('border-b border-hairline px-3 py-1 font-normal', right && 'text-right')}
              >
                {key === null ? (
                  label
                ) : (
                  <button
                    type="button"
                    className={cx('hover:text-text', key === sort && 'font-semibold text-text')}
                    onClick={() => onSort(key)}
                  >
                    {label}
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="font-mono">
          {calls.slice(0, shown).map((call) => (
            <CallLine key={call.key} call={call} endMs={endMs} onSelect={onSelect} />
          ))}
        </tbody>
      </table>
      {calls.length > shown && (
        <div className="p-2 text-center">
          <Button size="sm" onClick={() => setShown(shown + pageRows)}>
            Show {formatCount(Math.min(pageRows, calls.length - shown))} more of {formatCount(calls.length)}
          </Button>
        </div>
      )}
    </div>
  )
}

function CallLine({ call, endMs, onSelect }: { call: CallNode; endMs: number; onSelect: (seq: number) => void }) {
  const took = tookMs(call, endMs)
  const cell = 'border-b border-hairline px-3 py-1'
  return (
    <tr>
      <td className={cell}>{oneLine(call.name)}</td>
      <td className={cx(cell, 'text-right')}>{call.fromMs === null ? '–' : formatOffset(call.fromMs)}</td>
      <td className={cx(cell, 'text-right whitespace-nowrap')}>{took === null ? '–' : formatDuration(took)}</td>
      <td className={cx(cell, call.status === 'error' && 'text-error')}>
        {statusWords(call.status)}
        {call.error ? `: ${oneLine(call.error).slice(0, 120)}` : ''}
      </td>
      <td className={cx(cell, 'text-right whitespace-nowrap')}>
        {[call.startSeq, call.endSeq].map((seq, at) =>
          seq === null ? null : (
            <button key={at} type="button" className="ml-2 text-accent" onClick={() => onSelect(seq)}>
              #{formatCount(seq)}
            </button>
          ),
        )}
      </td>
      <td className={cx(cell, 'max-w-[32ch] truncate text-muted')} title={call.asked}>
        {oneLine(call.asked).slice(0, 200)}
      </td>
      <td className={cx(cell, 'max-w-[32ch] truncate text-muted')} title={call.gave}>
        {oneLine(call.gave).slice(0, 200)}
      </td>
    </tr>
  )
}
