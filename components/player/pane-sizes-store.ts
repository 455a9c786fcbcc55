import { paneLimits, readSizes, resized, withoutSize, type PaneName, type PaneSizes } from './pane-sizes.ts'

const setting = 'runtape.panes'

/** The sizes that this browser keeps, as CSS variables on the attached element: a drag renders none of the panes. */
export function createPaneSizes() {
  const listeners = new Set<() => void>()
  let element: HTMLElement | null = null
  let sizes: PaneSizes = {}

  function show(next: PaneSizes): void {
    sizes = next
    for (const name of ['list', 'detail', 'panel'] as const) {
      const share = next[name]
      if (share === undefined) element?.style.removeProperty(`--${name}`)
      else element?.style.setProperty(`--${name}`, `${share * 100}%`)
    }
    for (const listener of listeners) listener()
  }

  return {
    /** The element whose panes these are; from then on the kept sizes hold. */
    attach(next: HTMLElement | null) {
      element = next
      if (next !== null) show(readSizes(stored()))
    },
    box: () => element?.getBoundingClientRect() ?? null,
    of: (name: PaneName): number => sizes[name] ?? paneLimits[name].usual,
    /** Sets a size as far as it may go; null makes the pane as large as usual. */
    set(name: PaneName, share: number | null): void {
      show(share === null ? withoutSize(sizes, name) : resized(sizes, name, share))
      keep(sizes)
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export type PaneSizesStore = ReturnType<typeof createPaneSizes>

function stored(): string | null {
  try {
    return localStorage.getItem(setting)
  } catch {
    return null // Storage may be forbidden.
  }
}

function keep(sizes: PaneSizes): void {
  try {
    localStorage.setItem(setting, JSON.stringify(sizes))
  } catch {
    // Then the sizes last as long as the page.
  }
}
