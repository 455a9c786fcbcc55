'use client'

import { useRef, useSyncExternalStore, type KeyboardEvent, type PointerEvent } from 'react'
import { cx } from '#components/ui/cx.ts'
import { paneLimits, type PaneName } from './pane-sizes.ts'
import type { PaneSizesStore } from './pane-sizes-store.ts'

/** Which keys make a pane larger and smaller, and which way a drag does. */
const ways = {
  list: { larger: 'ArrowRight', smaller: 'ArrowLeft', sign: 1 },
  detail: { larger: 'ArrowLeft', smaller: 'ArrowRight', sign: -1 },
  panel: { larger: 'ArrowUp', smaller: 'ArrowDown', sign: -1 },
} as const

const keyStep = 0.02

/** The line between two panes: dragged, or moved with the arrow keys; a double click makes it as usual again. */
export function PaneHandle({ name, label, sizes }: { name: PaneName; label: string; sizes: PaneSizesStore }) {
  const { least, most } = paneLimits[name]
  const way = ways[name]
  const upright = name !== 'panel'
  const share = useSyncExternalStore(
    sizes.subscribe,
    () => sizes.of(name),
    () => sizes.of(name),
  )
  const drag = useRef<{ at: number; share: number; room: number } | null>(null)

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const box = sizes.box()
    if (event.button !== 0 || box === null) return
    // Else the browser begins a drag of its own, or selects text.
    event.preventDefault()
    event.currentTarget.focus()
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = upright
      ? { at: event.clientX, share, room: box.width }
      : { at: event.clientY, share, room: box.height }
  }
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current === null) return
    const { at, share: from, room } = drag.current
    sizes.set(name, from + (way.sign * ((upright ? event.clientX : event.clientY) - at)) / room)
  }
  const end = () => {
    drag.current = null
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next: number | undefined = {
      [way.larger]: share + keyStep,
      [way.smaller]: share - keyStep,
      Home: least,
      End: most,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    sizes.set(name, next)
  }

  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={upright ? 'vertical' : 'horizontal'}
      aria-valuemin={Math.round(least * 100)}
      aria-valuemax={Math.round(most * 100)}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={`${Math.round(share * 100)} %`}
      title="Drag, or press the arrow keys; a double click resets"
      className={cx(
        'pane-handle touch-none hover:bg-accent/40 focus-visible:bg-accent/60 active:bg-accent/60',
        `pane-handle-${name}`,
        upright ? 'cursor-col-resize' : 'cursor-row-resize',
      )}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => sizes.set(name, null)}
      onKeyDown={onKeyDown}
    />
  )
}
