import type { CallNode } from './waterfall.ts'

export type WaterfallRow = {
  node: CallNode
  /** From 1 on. */
  level: number
  /** Its place among its siblings that are shown, from 1 on, and how many these are. */
  place: number
  siblings: number
  parent: string | null
  /** Null where it has nothing within it that could be shown. */
  expanded: boolean | null
}

export const sortKeys = ['start', 'duration', 'name'] as const
export type SortKey = (typeof sortKeys)[number]

export type RowsWish = {
  isExpanded: (node: CallNode) => boolean
  /** Only what failed, and what it failed in. */
  errorsOnly: boolean
  sort: SortKey
}

/** The rows of a waterfall from top to bottom. */
export function rowsOf(roots: readonly CallNode[], { isExpanded, errorsOnly, sort }: RowsWish): WaterfallRow[] {
  const rows: WaterfallRow[] = []
  const shown = (nodes: readonly CallNode[]) =>
    sorted(errorsOnly ? nodes.filter(({ failures }) => failures > 0) : nodes, sort)
  type Level = { nodes: readonly CallNode[]; at: number; parent: string | null }
  const open: Level[] = [{ nodes: shown(roots), at: 0, parent: null }]
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.at]
    if (node === undefined) {
      open.pop()
      continue
    }
    level.at += 1
    const within = shown(node.children)
    const expanded = within.length === 0 ? null : errorsOnly || isExpanded(node)
    rows.push({
      node,
      level: open.length,
      place: level.at,
      siblings: level.nodes.length,
      parent: level.parent,
      expanded,
    })
    if (expanded) open.push({ nodes: within, at: 0, parent: node.key })
  }
  return rows
}

/** Every call of a waterfall, attempts each on their own, in the order of the rows. */
export function callsOf(roots: readonly CallNode[], sort: SortKey): CallNode[] {
  const all = rowsOf(roots, { isExpanded: () => true, errorsOnly: false, sort: 'start' })
  return [
    ...sorted(
      all.flatMap(({ node }) => (node.isGroup ? [] : [node])),
      sort,
    ),
  ]
}

/** The longest first; what is still open is longer than all else. */
function sorted(nodes: readonly CallNode[], sort: SortKey): readonly CallNode[] {
  if (sort === 'start') return nodes
  if (sort === 'name') return nodes.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return nodes.toSorted((a, b) => lengthOf(b) - lengthOf(a) || 0)
}

function lengthOf({ durationMs, status }: CallNode): number {
  return durationMs ?? (status === 'open' ? Number.MAX_VALUE : -1)
}

/** The three calls that took longest, by their keys, with their share of the run. Attempts count as one. */
export function slowestOf(
  roots: readonly CallNode[],
  runMs: number | null,
): ReadonlyMap<string, { place: number; share: number }> {
  if (runMs === null || runMs <= 0) return new Map()
  const all = rowsOf(roots, { isExpanded: (node) => !node.isGroup, errorsOnly: false, sort: 'start' })
  const finished = all.filter(({ node }) => node.durationMs !== null && node.durationMs > 0)
  return new Map(
    finished
      .toSorted((a, b) => lengthOf(b.node) - lengthOf(a.node))
      .slice(0, 3)
      .map(({ node }, at) => [node.key, { place: at + 1, share: (node.durationMs ?? 0) / runMs }]),
  )
}
