import { leafSize, type Blocks } from '#lib/run/transcript-blocks.ts'
import type { Block } from '#lib/run/transcript.ts'

// What a state does not hold will never change again. So a leaf that was read once, as of any frame, is right for every
// state that leaves it out.

/** Leaves that were read, by their number. */
export type Leaves = ReadonlyMap<number, readonly Block[]>

const leavesAtOnce = 8
const mostLeaves = 256

/** A state's blocks, with those that were read in the place of those it leaves out. */
export function withLeaves(blocks: Blocks, known: Leaves): Blocks {
  if (!blocks.leaves.some((leaf, at) => leaf === null && known.has(at))) return blocks
  return { length: blocks.length, leaves: blocks.leaves.map((leaf, at) => leaf ?? known.get(at) ?? null) }
}

/** The last stretch of blocks from an index on that is not there: from one index up to another. */
export function missingFrom(blocks: Blocks, from: number): { from: number; to: number } | null {
  const last = blocks.leaves.lastIndexOf(null)
  const lowest = Math.floor(from / leafSize)
  if (last < lowest) return null
  let first = last
  while (first > Math.max(lowest, last - leavesAtOnce + 1) && blocks.leaves[first - 1] === null) first -= 1
  return { from: first * leafSize, to: (last + 1) * leafSize }
}

/** What is known once blocks from the beginning of a leaf on were read. Of very many, those far from it are given up. */
export function addLeaves(known: Leaves, from: number, blocks: readonly Block[]): Leaves {
  const first = from / leafSize
  const read = Array.from({ length: Math.floor(blocks.length / leafSize) }, (_, at) => {
    return [first + at, blocks.slice(at * leafSize, (at + 1) * leafSize)] as const
  })
  const leaves = [...known, ...read]
  if (leaves.length <= mostLeaves) return new Map(leaves)
  return new Map(leaves.toSorted(([a], [b]) => Math.abs(a - first) - Math.abs(b - first)).slice(0, mostLeaves))
}

type Read = (from: number, to: number) => Promise<{ blocks: readonly Block[] }>

/** Blocks from one index up to another, in as many reads as it takes: very long ones come a few at a time. */
export async function readStretch(read: Read, from: number, to: number): Promise<readonly Block[]> {
  const all: Block[] = []
  while (from + all.length < to) {
    const { blocks } = await read(from + all.length, to)
    if (blocks.length === 0) throw new Error(`Blocks from ${from + all.length} on are not there.`)
    all.push(...blocks)
  }
  return all
}

/** All blocks of a state: those that it does not hold are read. */
export async function allBlocks(blocks: Blocks, read: Read): Promise<readonly Block[]> {
  const all: Block[] = []
  while (all.length < blocks.length) {
    const leaf = all.length / leafSize
    const held = blocks.leaves[leaf]
    const next = blocks.leaves.findIndex((other, at) => at > leaf && other !== null)
    all.push(...(held ?? (await readStretch(read, all.length, next === -1 ? blocks.length : next * leafSize))))
  }
  return all
}
