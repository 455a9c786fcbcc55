'use client'

import { dialects } from '#lib/dialects/dialects.ts'
import { Icon } from '#components/ui/icon.tsx'

/** One card a dialect, with what it can do. */
export function DialectChoice({ value, onChange }: { value: string; onChange: (dialect: string) => void }) {
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-text-2">Dialect</legend>
      <div className="grid grid-cols-2 gap-2">
        {dialects.map(({ name, label, summary }) => (
          <label
            key={name}
            className="grid content-start rounded-control border border-hairline px-2.5 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-selected has-checked:ring-1 has-checked:ring-accent has-checked:ring-inset has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="dialect"
              value={name}
              checked={value === name}
              onChange={() => onChange(name)}
              className="sr-only"
            />
            <span className="flex items-center justify-between font-semibold whitespace-nowrap">
              {label}
              {value === name && <Icon name="check" />}
            </span>
            <span className="text-xs text-muted">{summary}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
