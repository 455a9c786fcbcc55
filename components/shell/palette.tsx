'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { Icon } from '#components/ui/icon.tsx'
import { cx } from '#components/ui/cx.ts'
import { Keys } from './key-sheet.tsx'
import { currentCommands, useKeys } from './keys.ts'
import { pageItems, rankedItems, type PaletteItem } from './palette-items.ts'
import { noteCommand, recentCommands } from './recent-commands.ts'

/**
 * Everything that can be done here, by name: opened with Ctrl or ⌘ and K. `places` reads what is typed as a place of
 * this page.
 */
export function Palette({
  open,
  onOpen,
  places,
}: {
  open: boolean
  onOpen: (open: boolean) => void
  places: (typed: string) => readonly PaletteItem[]
}) {
  const chosen = useRef<PaletteItem | null>(null)
  useKeys('Everywhere', [
    { keys: ['Mod+k'], label: 'Every command, and go to a frame or run', inFields: true, run: () => onOpen(true) },
  ])
  useEffect(() => {
    if (open) return
    const item = chosen.current
    chosen.current = null
    // After the dialog has given the focus back: a command may want it.
    if (item !== null) requestAnimationFrame(() => requestAnimationFrame(item.run))
  }, [open])
  const choose = (item: PaletteItem) => {
    chosen.current = item
    if (item.keys.length > 0) noteCommand(item.label)
    onOpen(false)
  }
  return (
    <Base.Root open={open} onOpenChange={onOpen}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-20 bg-[rgb(0_0_0/0.45)]" />
        <Base.Popup className="fixed top-[12dvh] left-1/2 z-30 flex max-h-[70dvh] w-[calc(100vw-32px)] max-w-[600px] -translate-x-1/2 flex-col overflow-hidden rounded-dialog border border-hairline bg-surface shadow-pop outline-none">
          <Base.Title className="sr-only">Commands</Base.Title>
          <Items places={places} onChoose={choose} onClose={() => onOpen(false)} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

function Items({
  places,
  onChoose,
  onClose,
}: {
  places: (typed: string) => readonly PaletteItem[]
  onChoose: (item: PaletteItem) => void
  onClose: () => void
}) {
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [recent] = useState(recentCommands)
  const [commands] = useState(() => currentCommands().filter(({ command }) => !command.keys.includes('Mod+k')))
  const items = [
    ...places(typed),
    ...rankedItems(commands, typed, recent),
    ...pageItems(typed, (path) => location.assign(path)),
  ]
  const current = Math.min(at, items.length - 1)
  const move = (to: number) => {
    const next = (to + items.length) % items.length
    setAt(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const item = items[current]
    if (event.key === 'ArrowDown') move(current + 1)
    else if (event.key === 'ArrowUp') move(current - 1)
    else if (event.key === 'Enter' && item !== undefined) onChoose(item)
    else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) onClose()
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className="flex h-11 flex-none items-center gap-2 border-b border-hairline px-4 text-muted focus-within:shadow-[inset_0_-1px_var(--accent)]">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label="Command, frame, time or run"
          aria-expanded={items.length > 0}
          aria-controls={id}
          aria-activedescendant={items.length > 0 ? `${id}-${current}` : undefined}
          aria-autocomplete="list"
          placeholder="Type a command, a frame or a run id"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          className="min-w-0 flex-1 text-text outline-none"
          onChange={(event) => {
            setTyped(event.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul ref={list} id={id} role="listbox" aria-label="Commands" className="min-h-0 flex-1 overflow-y-auto p-1">
        {items.map((item, index) => (
          <li
            key={`${item.scope} ${item.label}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            className={cx(
              'flex h-8 cursor-pointer items-center gap-3 rounded-chip px-3 pointer-coarse:h-11',
              index === current && 'bg-raised',
            )}
            onPointerMove={() => setAt(index)}
            onClick={() => onChoose(item)}
          >
            <span className="min-w-0 flex-1 truncate">{item.label}</span>
            <span className="text-xs text-text-2">
              {typed === '' && recent.includes(item.label) ? 'recent' : item.scope}
            </span>
            <span className="flex min-w-14 justify-end gap-1.5">
              {item.keys.slice(0, 2).map((name) => (
                <Keys key={name} name={name} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
