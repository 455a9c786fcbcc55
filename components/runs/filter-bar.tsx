'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { runPath } from '#components/shell/jump.ts'
import { useKeys } from '#components/shell/keys.ts'
import { Icon } from '#components/ui/icon.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { RunStatus } from '#lib/api/run.ts'
import type { Facets } from './facets.tsx'
import { addTyped, completion, filterChips, filterPath, toggleChip, type Chip, type Filter } from './filter.ts'

/** The filter as chips, and a field to add more. The address mirrors the chips. */
export function FilterBar({ filter, facets }: { filter: Filter; facets: Facets }) {
  const router = useRouter()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const chips = filterChips(filter)
  const rest = completion(text, {
    status: RunStatus.options,
    source: facets.sources.map(({ slug }) => slug),
    agent: facets.agents.map(({ name }) => name),
    model: facets.models.map(({ name }) => name),
  })
  const open = (next: Filter) => router.replace(filterPath(next), { scroll: false })
  const clearLast = () => {
    const last = chips.at(-1)
    if (last) open(toggleChip(filter, last))
    return last !== undefined
  }
  useKeys('Runs', [
    { keys: ['/'], label: 'Filter the list', foot: 'filter', run: () => field.current?.focus() },
    { keys: ['Escape'], label: 'Clear the last filter', run: () => (clearLast() ? undefined : false) },
  ])
  const submit = () => {
    const path = runPath(text)
    if (path) return router.push(path)
    const typed = addTyped(filter, text)
    if ('error' in typed) return setError(typed.error)
    setText('')
    return open(typed.filter)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Tab' && rest && !event.shiftKey) {
      event.preventDefault()
      setText(text + rest)
    } else if (event.key === 'Escape') {
      if (text) setText('')
      else if (!clearLast()) field.current?.blur()
      setError(null)
    } else if (event.key === 'Backspace' && text === '') clearLast()
  }
  return (
    <div className="min-w-0 flex-1">
      <form
        role="search"
        aria-label="Filter runs"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
        onClick={() => field.current?.focus()}
        className="group flex min-h-8 flex-wrap items-center gap-1.5 rounded-control border border-control bg-surface py-1 pr-1.5 pl-2 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent max-md:min-h-10"
      >
        <Icon name="filter" className="text-muted" />
        {chips.map((chip) => (
          <FilterChip key={`${chip.key}:${chip.value}`} chip={chip} onRemove={() => open(toggleChip(filter, chip))} />
        ))}
        <span className="relative min-w-40 flex-1 font-mono text-xs">
          <span aria-hidden="true" className="pointer-events-none absolute inset-0 flex items-center whitespace-pre">
            <span className="invisible">{text}</span>
            <span className="text-muted">{text && rest}</span>
            {text && rest && <Kbd className="ml-2 font-mono">Tab</Kbd>}
          </span>
          <input
            ref={field}
            value={text}
            aria-label="Filter"
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? 'filter-error' : undefined}
            placeholder={chips.length === 0 ? 'status:failed, agent:name, any text, or a run link' : ''}
            autoComplete="off"
            spellCheck={false}
            className="relative w-full bg-transparent font-mono text-xs outline-none placeholder:font-sans"
            onChange={(event) => {
              setText(event.target.value)
              setError(null)
            }}
            onKeyDown={onKeyDown}
            onPaste={(event) => {
              const path = runPath(event.clipboardData.getData('text'))
              if (!path) return
              event.preventDefault()
              router.push(path)
            }}
          />
        </span>
        {chips.length > 0 && (
          <span className="hidden items-center gap-1.5 text-xs text-muted md:group-focus-within:inline-flex">
            <Kbd>Esc</Kbd>clears the last
          </span>
        )}
      </form>
      {error && (
        <p id="filter-error" role="alert" className="pt-1 text-xs text-error">
          {error}
        </p>
      )}
    </div>
  )
}

function FilterChip({ chip: { key, value }, onRemove }: { chip: Chip; onRemove: () => void }) {
  return (
    <span className="inline-flex h-[22px] max-w-full items-center rounded-chip border border-hairline bg-raised pl-[7px] font-mono text-xs whitespace-nowrap max-md:h-7">
      {key === 'q' ? (
        <span className="truncate">“{value}”</span>
      ) : (
        <>
          <span className="text-muted">{key}:</span>
          <span className="truncate">{value}</span>
        </>
      )}
      <button
        type="button"
        aria-label={`Remove ${key === 'q' ? value : `${key}:${value}`}`}
        className="grid size-6 place-items-center text-muted hover:text-text pointer-coarse:size-9"
        onClick={onRemove}
      >
        <Icon name="close" className="size-3 stroke-2" />
      </button>
    </span>
  )
}
