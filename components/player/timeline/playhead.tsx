'use client'

import type { CSSProperties } from 'react'
import { cursorOf, type PlayerState } from '../player-state.ts'
import { usePlayer, usePlayerParts } from '../use-player.ts'

/** The shown frame as a line over lanes and bars; what comes after it is dimmed. */
export function Playhead() {
  const { store } = usePlayerParts()
  const seq = usePlayer(cursorOf)
  const shownMs = usePlayer(shownMsOf)
  const isAhead = usePlayer((state) => state.tail.selected !== null)
  usePlayer((state) => state.loaded)
  const ms = store.frame(seq)?.offsetMs ?? shownMs
  if (ms === null) return null
  return (
    <div className="tl-over" style={{ '--p': Math.max(0, ms) } as CSSProperties} aria-hidden="true">
      {isAhead && <span className="tl-ahead" />}
      <span className="tl-head" data-testid="timeline-playhead" data-ms={Math.round(ms)} />
    </div>
  )
}

function shownMsOf(state: PlayerState): number | null {
  return state.shown?.at === cursorOf(state) ? state.shown.transcript.lastMs : null
}
