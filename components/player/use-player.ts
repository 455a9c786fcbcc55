'use client'

import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react'
import type { FrameSource } from './frame-source.ts'
import type { PlayerState } from './player-state.ts'
import type { PlayerStore } from './player-store.ts'

export const PlayerContext = createContext<{ store: PlayerStore; source: FrameSource } | null>(null)

/** The store and the source of the player that a component stands in. */
export function usePlayerParts() {
  const parts = use(PlayerContext)
  if (parts === null) throw new Error('A part of the player stands outside of it.')
  return parts
}

/** One value of the player's state; the component renders again when it changes. */
export function usePlayer<T>(select: (state: PlayerState) => T): T {
  const { store } = usePlayerParts()
  const read = () => select(store.getState())
  return useSyncExternalStore(store.subscribe, read, read)
}

/** The time of this browser, renewed every `everyMs`; null while the page is still as the server made it. */
export function useNow(everyMs: number, running = true): number | null {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    const tick = () => setNow(Date.now())
    tick()
    if (!running) return
    const timer = setInterval(tick, everyMs)
    return () => clearInterval(timer)
  }, [everyMs, running])
  return now
}

/** Whether a media query holds; false while the page is as the server made it. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
    () => false,
  )
}

export const narrow = '(max-width: 767px)'
/** Where the panel is usually open. */
export const wide = '(min-width: 1200px)'
