import type { CSSProperties } from 'react'
import { paneLimits, resized, sizesCookie, withoutSize, type PaneName, type PaneSizes } from './pane-sizes.ts'

/** The sizes that this browser keeps, as CSS variables on the attached element: a drag renders none of the panes. */
export function createPaneSizes(kept: PaneSizes) {
  const listeners = new Set<() => void>()
  let element: HTMLElement | null = null
  let sizes = kept

  function show(next: PaneSizes): void {
    sizes = next
    for (const name of ['list', 'detail', 'panel'] as const) {
      const share = next[name]
      if (share === undefined) element?.style.removeProperty(`--${name}`)
      else element?.style.setProperty(`--${name}`, percent(share))
    }
    for (const listener of listeners) listener()
  }

  return {
    /** What the element is painted with at first. */
    style: Object.fromEntries(
      Object.entries(kept).map(([name, share]) => [`--${name}`, percent(share)]),
    ) as CSSProperties,
    /** The element whose panes these are. */
    attach: (next: HTMLElement | null) => void (element = next),
    box: () => element?.getBoundingClientRect() ?? null,
    of: (name: PaneName): number => sizes[name] ?? paneLimits[name].usual,
    /** Sets a size as far as it may go; null makes the pane as large as usual. */
    set(name: PaneName, share: number | null): void {
      show(share === null ? withoutSize(sizes, name) : resized(sizes, name, share))
      const value = encodeURIComponent(JSON.stringify(sizes))
      document.cookie = `${sizesCookie}=${value};path=/;max-age=31536000;samesite=lax`
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export type PaneSizesStore = ReturnType<typeof createPaneSizes>

function percent(share: number): string {
  return `${share * 100}%`
}
