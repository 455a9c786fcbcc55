import { useSyncExternalStore } from 'react'

/** The moment that is pointed at, in ms of the run's clock, and the chart that it was pointed at in. */
export type Pointed = { ms: number; chart: string } | null

/** One crosshair for all charts of a page. It moves with every move of the pointer, so it is kept beside React. */
export function createCrosshair() {
  const listeners = new Set<() => void>()
  let pointed: Pointed = null
  return {
    get: () => pointed,
    set(next: Pointed) {
      pointed = next
      for (const listener of listeners) listener()
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export type Crosshair = ReturnType<typeof createCrosshair>

export function usePointed({ get, subscribe }: Crosshair): Pointed {
  return useSyncExternalStore(subscribe, get, () => null)
}
