'use client'

import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/field.tsx'
import type { SourceDraft } from './source-draft.ts'

/** Extra headers of a source. Stored values cannot be read back, so stored headers are kept or replaced as a whole. */
export function HeaderRows({
  headers,
  stored,
  error,
  onChange,
}: {
  headers: SourceDraft['headers']
  /** Names of the headers that are stored now. */
  stored: readonly string[]
  error: string | undefined
  onChange: (headers: SourceDraft['headers']) => void
}) {
  const rows = headers ?? []
  const set = (at: number, row: { name: string; value: string }) => onChange(rows.with(at, row))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-xs text-text-2">
        Extra headers<span className="text-muted"> · optional, values are write-only</span>
      </legend>
      {headers === null && (
        <p className="flex flex-wrap items-center gap-2 text-text-2">
          <span>
            Stored: <code>{stored.join(', ')}</code>
          </span>
          <Button size="sm" onClick={() => onChange([{ name: '', value: '' }])}>
            Replace
          </Button>
        </p>
      )}
      {rows.map((row, at) => (
        <div key={at} className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto] gap-2">
          <Input
            mono
            aria-label={`Name of header ${at + 1}`}
            placeholder="X-Tenant"
            value={row.name}
            onChange={(event) => set(at, { ...row, name: event.target.value })}
          />
          <Input
            mono
            type="password"
            aria-label={`Value of header ${at + 1}`}
            placeholder="value"
            value={row.value}
            onChange={(event) => set(at, { ...row, value: event.target.value })}
          />
          <Button
            variant="bare"
            size="lg"
            icon="close"
            aria-label={`Remove header ${at + 1}`}
            onClick={() => onChange(rows.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      {error && <small className="text-xs text-error">{error}</small>}
      {headers !== null && (
        <Button
          size="sm"
          icon="plus"
          className="justify-self-start"
          onClick={() => onChange([...rows, { name: '', value: '' }])}
        >
          Add a header
        </Button>
      )}
    </fieldset>
  )
}
