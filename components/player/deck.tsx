'use client'

import { useRef } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { Button } from '#components/ui/button.tsx'
import { Dot } from '#components/ui/chip.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { useKeys } from '#components/shell/keys.ts'
import { cursorOf } from './player-state.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** The controls below the list: step, follow, pause, go to a frame. Everything a key does has a button here. */
export function Deck() {
  const { store } = usePlayerParts()
  const tail = usePlayer((state) => state.tail)
  const cursor = usePlayer(cursorOf)
  usePlayer((state) => state.loaded)
  const offset = store.frame(cursor)?.offsetMs ?? null
  return (
    <div className="flex-none border-t border-hairline bg-surface">
      <p className="flex h-7 items-center gap-2 border-b border-soft px-3 text-xs text-text-2 max-md:hidden">
        <ModeWords />
      </p>
      <div className="flex h-11 items-center gap-0.5 px-2">
        <Button variant="bare" icon="first" aria-label="First frame" onClick={() => store.select(1, 0)} />
        <Button variant="bare" icon="back" aria-label="Back one frame" onClick={() => store.step(-1)} />
        {tail.live || tail.mode === 'pause' ? (
          <Button
            variant="primary"
            icon={tail.mode === 'pause' ? 'play' : 'pause'}
            aria-label={tail.mode === 'pause' ? 'Resume' : 'Pause'}
            onClick={store.togglePause}
          />
        ) : null}
        <Button variant="bare" icon="next" aria-label="Forward one frame" onClick={() => store.step(1)} />
        <Button variant="bare" icon="last" aria-label="Last frame" onClick={store.goLive} />
        <GoTo />
        <span className="flex-1" />
        <output className="truncate font-mono text-lg font-semibold max-sm:hidden" aria-label="Time of the shown frame">
          {offset === null ? '' : formatOffset(offset)}
        </output>
      </div>
    </div>
  )
}

function ModeWords() {
  const { tail } = usePlayer((state) => state)
  if (tail.mode === 'pause')
    return (
      <>
        Paused at frame {formatCount(tail.shownSeq)}, frames still arrive. <Kbd>Space</Kbd> resumes, <Kbd>l</Kbd> goes
        live.
      </>
    )
  if (tail.live && tail.mode === 'follow')
    return (
      <>
        <span className="text-running">
          <Dot />
        </span>
        Following. Scroll up or press <Kbd>k</Kbd> to hold.
      </>
    )
  if (tail.live)
    return (
      <>
        Holding here, frames still arrive. <Kbd>l</Kbd> or the end of the list follows again.
      </>
    )
  return (
    <>
      <Kbd>.</Kbd> <Kbd>,</Kbd> step one frame, <Kbd>e</Kbd> next error, <Kbd>?</Kbd> all keys
    </>
  )
}

function GoTo() {
  const { store } = usePlayerParts()
  const last = usePlayer((state) => state.tail.shownSeq)
  const cursor = usePlayer(cursorOf)
  const field = useRef<HTMLInputElement>(null)
  useKeys('Frames', [
    {
      keys: ['g'],
      label: 'Go to a frame',
      run: () => {
        field.current?.focus()
        field.current?.select()
      },
    },
  ])
  return (
    <form
      className="ml-2 flex items-center gap-1.5 text-xs whitespace-nowrap text-muted"
      onSubmit={(event) => {
        event.preventDefault()
        const seq = Number(field.current?.value.replace(/[#,\s]/g, ''))
        if (Number.isInteger(seq) && seq > 0) store.select(seq, 0.25)
        field.current?.blur()
      }}
    >
      <label className="flex items-center gap-1.5">
        Frame
        <input
          ref={field}
          // A new value for each shown frame; what is being typed is the reader's.
          key={cursor}
          defaultValue={cursor === 0 ? '' : formatCount(cursor)}
          inputMode="numeric"
          autoComplete="off"
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          className="h-6 w-16 rounded-control border border-control bg-surface px-1.5 text-right font-mono text-xs text-text pointer-coarse:h-11"
        />
      </label>
      of {formatCount(last)}
    </form>
  )
}
