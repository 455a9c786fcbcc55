'use client'

import { useState, useSyncExternalStore } from 'react'
import { rateOf } from './pulse.ts'
import { usePlayer } from './use-player.ts'

const setting = 'runtape.condensed'
const fastFrames = 500

/** Whether runs of tokens fold: as the reader chose, else once frames have come faster than anyone reads. */
export function useCondensed(): [boolean, () => void] {
  const kept = useSyncExternalStore(subscribe, read, () => null)
  const fast = usePlayer(({ pulse, tail }) => tail.live && rateOf(pulse, pulse.anyAt) > fastFrames)
  const [wasFast, setWasFast] = useState(false)
  if (fast && !wasFast) setWasFast(true)
  const condensed = kept === null ? wasFast : kept === 'on'
  return [condensed, () => write(condensed ? 'off' : 'on')]
}

const listeners = new Set<() => void>()
let choice: string | null | undefined

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(): string | null {
  if (choice !== undefined) return choice
  try {
    choice = localStorage.getItem(setting)
  } catch {
    choice = null // Storage may be forbidden.
  }
  return choice
}

function write(next: 'on' | 'off'): void {
  choice = next
  try {
    localStorage.setItem(setting, next)
  } catch {
    // Then the choice lasts as long as the page.
  }
  for (const listener of listeners) listener()
}
