/** How much of the work area a pane takes: the list and the detail of its width, the panel below of its height. */
export type PaneName = 'list' | 'detail' | 'panel'

export type PaneSizes = Partial<Record<PaneName, number>>

export const paneLimits: Record<PaneName, { usual: number; least: number; most: number }> = {
  list: { usual: 0.36, least: 0.2, most: 0.6 },
  detail: { usual: 0.24, least: 0.15, most: 0.4 },
  panel: { usual: 0.36, least: 0.15, most: 0.75 },
}

/** What list and detail leave for the text between them. */
const leastText = 0.15

/** The sizes with one of them set, as far as it may go; the others stay. */
export function resized(sizes: PaneSizes, name: PaneName, share: number): PaneSizes {
  const { least, most } = paneLimits[name]
  const other = name === 'list' ? 'detail' : 'list'
  const room = name === 'panel' ? most : 1 - leastText - (sizes[other] ?? paneLimits[other].usual)
  const within = Math.max(least, Math.min(share, most, room))
  return { ...sizes, [name]: Math.round(within * 1000) / 1000 }
}

/** The sizes without one of them, which is then as wide as usual. */
export function withoutSize(sizes: PaneSizes, name: PaneName): PaneSizes {
  const { [name]: _gone, ...rest } = sizes
  return rest
}

/** Where a browser keeps the sizes: the server paints the page with them. */
export const sizesCookie = 'runtape_panes'

/** Sizes as they were kept; what cannot be read is left out. */
export function readSizes(text: string | undefined): PaneSizes {
  let kept: unknown
  try {
    kept = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  if (typeof kept !== 'object' || kept === null) return {}
  let sizes: PaneSizes = {}
  for (const [name, share] of Object.entries(kept)) {
    if (isPaneName(name) && typeof share === 'number' && Number.isFinite(share)) sizes = resized(sizes, name, share)
  }
  return sizes
}

function isPaneName(name: string): name is PaneName {
  return name in paneLimits
}
