'use client'

import { useRef, useState } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { useKeys } from '#components/shell/keys.ts'
import { parsePlace } from './go-to.ts'
import { cursorOf } from './player-state.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

const hint = 'A frame (4812), a time (38.2s, 2:03, an ISO time) or tool:name'

/** The number of the shown frame; another one, a time or a tool that is typed leads there. */
export function DeckPlace() {
  const { store } = usePlayerParts()
  const last = usePlayer((state) => state.tail.shownSeq)
  const cursor = usePlayer(cursorOf)
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const [missed, setMissed] = useState<string | null>(null)
  useKeys('Playback', [{ keys: ['g'], label: 'Go to a frame, a time or a tool', run: () => field.current?.focus() }])

  const leave = () => {
    setTyped(null)
    setMissed(null)
  }
  const go = async () => {
    const place = parsePlace(typed ?? '')
    const problem = place === null ? hint : await store.toPlace(place)
    if (problem !== null) return setMissed(problem)
    leave()
    field.current?.blur()
  }
  return (
    <form
      className="relative flex min-w-0 items-center gap-1.5 text-xs whitespace-nowrap text-muted"
      onSubmit={(event) => {
        event.preventDefault()
        void go()
      }}
    >
      <label className="flex items-center gap-1.5">
        Frame
        <input
          ref={field}
          value={typed ?? (cursor === 0 ? '' : formatCount(cursor))}
          title={hint}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={missed !== null}
          aria-describedby={missed === null ? undefined : 'place-missed'}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setMissed(null)
          }}
          onBlur={leave}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          className={`h-6 rounded-control border border-control bg-surface px-1.5 text-right font-mono text-xs text-text aria-invalid:border-error pointer-coarse:h-9 ${typed === null ? 'w-16' : 'w-28'}`}
        />
      </label>
      {typed === null && <span className="truncate">of {formatCount(last)}</span>}
      {missed !== null && (
        <span
          id="place-missed"
          role="alert"
          className="absolute bottom-full left-0 z-10 mb-1 rounded-control border border-hairline bg-surface px-2 py-1 text-error shadow-pop"
        >
          {missed}
        </span>
      )}
    </form>
  )
}
