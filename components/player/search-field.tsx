'use client'

import { useRef } from 'react'
import { cx } from '#components/ui/cx.ts'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { useKeys } from '#components/shell/keys.ts'
import { hitNumber, mostHits } from './search-control.ts'
import { hitCountWords } from './search-words.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'
import { useSearchMarks } from './use-search-marks.ts'

/** Finds a text in the frames of the run and in what they say together, and leads from hit to hit. */
export function SearchField({ className }: { className: string }) {
  const { store } = usePlayerParts()
  const { text, hits, busy } = usePlayer((state) => state.search)
  const selected = usePlayer((state) => state.tail.selected)
  const field = useRef<HTMLInputElement>(null)
  useSearchMarks(text)
  useKeys('Search', [
    { keys: ['/'], label: 'Search frames', foot: 'search', run: () => field.current?.select() },
    { keys: ['n'], label: 'Next hit', repeat: true, run: () => (text === '' ? false : void store.hit(1)) },
    { keys: ['N'], label: 'Hit before', repeat: true, run: () => (text === '' ? false : void store.hit(-1)) },
  ])
  return (
    <search className={cx('flex min-w-0 flex-1 items-center gap-1', className)}>
      <span className="flex h-6 min-w-0 flex-1 items-center gap-1.5 rounded-control border border-hairline bg-surface px-1.5 text-xs focus-within:border-accent focus-within:ring-1 focus-within:ring-accent pointer-coarse:h-9">
        <Icon name="search" className="size-3 text-muted" />
        <input
          ref={field}
          value={text}
          maxLength={500}
          aria-label="Search frames"
          aria-describedby="search-hits"
          placeholder="Search frames"
          title="In frames, and in what they say together. Begin with glob: to use * and ?"
          autoComplete="off"
          spellCheck={false}
          className="min-w-0 flex-1 text-text outline-none placeholder:text-muted"
          onChange={(event) => store.setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') store.hit(event.shiftKey ? -1 : 1)
            else if (event.key === 'Escape' && text !== '') store.setSearch('')
            else if (event.key === 'Escape') field.current?.blur()
            else return
            event.preventDefault()
          }}
        />
        <span id="search-hits" className="flex-none text-muted">
          {hits === null
            ? ''
            : hitCountWords({ count: hits.length, at: hitNumber(hits, selected), busy, most: mostHits })}
        </span>
        {text === '' && <Kbd>/</Kbd>}
      </span>
      {text !== '' && (
        <span className="flex flex-none">
          <Button size="sm" variant="bare" icon="up" aria-label="Hit before" onClick={() => store.hit(-1)} />
          <Button size="sm" variant="bare" icon="down" aria-label="Next hit" onClick={() => store.hit(1)} />
          <Button
            size="sm"
            variant="bare"
            icon="close"
            aria-label="Clear the search"
            onClick={() => {
              store.setSearch('')
              field.current?.focus()
            }}
          />
        </span>
      )}
    </search>
  )
}
