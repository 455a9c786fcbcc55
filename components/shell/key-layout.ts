'use client'

import { useSyncExternalStore } from 'react'

/** What the keys of this keyboard type, by their place: `KeyW` may be a `z`. */
export type KeyLayout = ReadonlyMap<string, string>

type Keyboards = { keyboard?: { getLayoutMap?: () => Promise<KeyLayout> } }

let layout: KeyLayout | null = null
let reading: Promise<void> | undefined
const listeners = new Set<() => void>()

/** The layout of the keyboard; null where the browser does not tell. */
export function useKeyLayout(): KeyLayout | null {
  return useSyncExternalStore(
    subscribe,
    () => layout,
    () => null,
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  reading ??= read()
  return () => listeners.delete(listener)
}

async function read(): Promise<void> {
  try {
    layout = (await (navigator as Keyboards).keyboard?.getLayoutMap?.()) ?? null
  } catch {
    return // The browser may refuse within a frame: then keys are named as on the usual keyboard.
  }
  for (const listener of listeners) listener()
}
