import type { Block } from './transcript.ts'

/**
 * An append-only list of blocks in leaves of 32: changing one copies its leaf and the list of leaves, so a
 * token appended to a run of 10,000 blocks copies some 350 pointers.
 */
export type Blocks = { length: number; leaves: readonly (readonly Block[])[] }

const leafSize = 32

export const emptyBlocks: Blocks = { length: 0, leaves: [] }

export function addBlock(blocks: Blocks, block: Block): Blocks {
  const last = blocks.leaves.at(-1)
  const leaves =
    last !== undefined && last.length < leafSize
      ? [...blocks.leaves.slice(0, -1), [...last, block]]
      : [...blocks.leaves, [block]]
  return { length: blocks.length + 1, leaves }
}

export function amendLast(blocks: Blocks, block: Block): Blocks {
  return amendBlock(blocks, blocks.length - 1, () => block)
}

export function amendBlock(blocks: Blocks, index: number, change: (block: Block) => Block): Blocks {
  const at = Math.floor(index / leafSize)
  const leaf = blocks.leaves[at]
  const block = leaf?.[index % leafSize]
  if (leaf === undefined || block === undefined) return blocks
  return { length: blocks.length, leaves: blocks.leaves.with(at, leaf.with(index % leafSize, change(block))) }
}

export function lastBlock(blocks: Blocks): Block | undefined {
  return blocks.leaves.at(-1)?.at(-1)
}

export function blockAt(blocks: Blocks, index: number): Block | undefined {
  return blocks.leaves[Math.floor(index / leafSize)]?.[index % leafSize]
}

/** Blocks from an index on, oldest first. */
export function blocksFrom(blocks: Blocks, from: number): Block[] {
  const first = Math.max(0, Math.floor(from / leafSize))
  return blocks.leaves
    .slice(first)
    .flat()
    .slice(Math.max(0, from - first * leafSize))
}
