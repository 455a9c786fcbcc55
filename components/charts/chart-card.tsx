'use client'

import { useId, useState, type ReactNode } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { toCsv } from './csv.ts'

export type ChartTable = {
  columns: readonly string[]
  rows: readonly (readonly (string | number | null)[])[]
  /** The frame that a row leads to. */
  seqs?: readonly (number | null)[]
}

const shownRows = 500

/** A chart with what it says in words, the same as a table, and as CSV. */
export function ChartCard({
  title,
  summary,
  file,
  table,
  onOpen,
  className,
  children,
}: {
  title: string
  summary: ReactNode
  /** Name of the file without its ending. */
  file: string
  table: ChartTable
  onOpen?: (seq: number) => void
  className?: string
  children: ReactNode
}) {
  const [asTable, setAsTable] = useState(false)
  const id = useId()
  const csv = () => toCsv(table.columns, table.rows)
  return (
    <section aria-labelledby={id} className={className}>
      <header className="flex items-center gap-1">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        <span className="ml-auto flex">
          <Button
            size="sm"
            variant="bare"
            aria-pressed={asTable}
            aria-label={`${title} as a table`}
            onClick={() => setAsTable(!asTable)}
          >
            <Icon name="table" />
          </Button>
          <CopyButton size="sm" variant="bare" iconOnly label={`Copy ${title} as CSV`} text={csv} />
          <Button
            size="sm"
            variant="bare"
            icon="download"
            aria-label={`Download ${title} as CSV`}
            onClick={() => saveCsv(`${file}.csv`, csv())}
          />
        </span>
      </header>
      <p className="pb-1 text-xs text-text-2">{summary}</p>
      {asTable ? <Rows table={table} label={title} onOpen={onOpen} /> : children}
    </section>
  )
}

function Rows({
  table: { columns, rows, seqs },
  label,
  onOpen,
}: {
  table: ChartTable
  label: string
  onOpen: ((seq: number) => void) | undefined
}) {
  return (
    <div
      className="max-h-60 overflow-auto border border-hairline"
      tabIndex={0}
      role="region"
      aria-label={`${label}, rows`}
    >
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-raised text-text-2">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-2 py-1 text-right font-normal first:text-left">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownRows).map((row, at) => {
            const seq = seqs?.[at] ?? null
            return (
              // Rows have no identity but their place.
              <tr key={String(at)} className="border-t border-soft">
                {row.map((value, column) => (
                  <td key={columns[column]} className="px-2 py-0.5 text-right font-mono first:text-left">
                    {seq !== null && onOpen && columns[column] === 'frame' ? (
                      <button type="button" className="text-accent hover:underline" onClick={() => onOpen(seq)}>
                        {value}
                      </button>
                    ) : (
                      value
                    )}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.length > shownRows && (
        <p className="p-2 text-xs text-muted">
          The first {formatCount(shownRows)} of {formatCount(rows.length)} rows; the CSV has all.
        </p>
      )}
    </div>
  )
}

function saveCsv(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
