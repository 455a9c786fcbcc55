import type { Block } from './transcript.ts'

/**
 * An append-only list of blocks in leaves of 32: changing one copies its leaf and the list of leaves, so a
 * token appended to a run of 10,000 blocks copies some 350 pointers. A leaf may be left out (null): what is folded on
 * only needs the last leaf and those of open calls, and a leaf that is neither never changes again.
 */
export type Blocks = { length: number; leaves: readonly (readonly Block[] | null)[] }

/** Blocks in a leaf. */
export const leafSize = 32

export const emptyBlocks: Blocks = { length: 0, leaves: [] }

export function addBlock(blocks: Blocks, block: Block): Blocks {
  const at = Math.floor(blocks.length / leafSize)
  return { length: blocks.length + 1, leaves: putLeaf(blocks.leaves, at, [...(blocks.leaves[at] ?? []), block]) }
}

export function amendLast(blocks: Blocks, block: Block): Blocks {
  return amendBlock(blocks, blocks.length - 1, () => block)
}

export function amendBlock(blocks: Blocks, index: number, change: (block: Block) => Block): Blocks {
  const at = Math.floor(index / leafSize)
  const leaf = blocks.leaves[at]
  const block = leaf?.[index % leafSize]
  if (!leaf || block === undefined) return blocks
  return { length: blocks.length, leaves: putLeaf(blocks.leaves, at, leaf.with(index % leafSize, change(block))) }
}

export function lastBlock(blocks: Blocks): Block | undefined {
  return blocks.leaves.at(-1)?.at(-1)
}

/** A block, if there is one of that index and it is held. */
export function blockAt(blocks: Blocks, index: number): Block | undefined {
  return blocks.leaves[Math.floor(index / leafSize)]?.[index % leafSize]
}

/** Blocks from an index on, oldest first: those that are held. From `firstHeld` on, that is all. */
export function blocksFrom(blocks: Blocks, from: number): Block[] {
  const first = Math.max(0, Math.floor(from / leafSize))
  const held = blocks.leaves[first] ? Math.max(0, from - first * leafSize) : 0
  return blocks.leaves
    .slice(first)
    .flatMap((leaf) => leaf ?? [])
    .slice(held)
}

/** The index from which on no block is missing; the length, if even the last one is. */
export function firstHeld(blocks: Blocks): number {
  const hole = blocks.leaves.lastIndexOf(null)
  return Math.min((hole + 1) * leafSize, blocks.length)
}

/** The same list without what is not asked for: only the leaves that `wanted` names are held on. */
export function holdLeaves(blocks: Blocks, wanted: (leaf: number) => boolean): Blocks {
  return { length: blocks.length, leaves: blocks.leaves.map((leaf, at) => (wanted(at) ? leaf : null)) }
}

/**
 * Changes a list many times over and gives what came of it. The lists in between are not kept, so all are one, copied once
 * and changed in place: beyond 500,000 blocks a copy for each block took half a millisecond.
 */
export function changeTogether<T>(blocks: Blocks, change: (blocks: Blocks) => T): T {
  const leaves = [...blocks.leaves]
  changing = leaves
  try {
    return change({ length: blocks.length, leaves })
  } finally {
    changing = null
  }
}

let changing: (readonly Block[] | null)[] | null = null

function putLeaf(leaves: Blocks['leaves'], at: number, leaf: readonly Block[]): Blocks['leaves'] {
  if (leaves === changing) {
    changing[at] = leaf
    return changing
  }
  return at < leaves.length ? leaves.with(at, leaf) : [...leaves, leaf]
}
