import { holdLeaves, leafSize } from './transcript-blocks.ts'
import type { Block, Transcript } from './transcript.ts'

// A state is small however long its run is: it holds its last blocks, and what may still change.

const tailLeaves = 8
const tailCharacters = 128 * 1024

/** A state without the blocks that it can do without: it holds the last ones, some 256, and those near open calls. */
export function holdTail(transcript: Transcript): Transcript {
  const needed = neededLeaves(transcript)
  return { ...transcript, blocks: holdLeaves(transcript.blocks, (leaf) => needed.has(leaf)) }
}

function neededLeaves({ blocks, open }: Transcript): ReadonlySet<number> {
  const needed = new Set(Object.values(open).map((index) => Math.floor(index / leafSize)))
  let characters = 0
  for (let leaf = blocks.leaves.length - 1; leaf >= Math.max(0, blocks.leaves.length - tailLeaves); leaf--) {
    needed.add(leaf)
    characters += charactersOf(blocks.leaves[leaf] ?? [])
    if (characters > tailCharacters) break
  }
  return needed
}

/** What a state holds that another does not: the leaves that differ, by their number. */
export function changedLeaves(before: Transcript, after: Transcript): { leaf: number; blocks: readonly Block[] }[] {
  return after.blocks.leaves.flatMap((blocks, leaf) =>
    blocks === null || blocks === before.blocks.leaves[leaf] ? [] : [{ leaf, blocks }],
  )
}

/** How many characters blocks have, about. */
export function charactersOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + 200 + lengthOf(block), 0)
}

function lengthOf(block: Block): number {
  switch (block.type) {
    case 'text':
    case 'reasoning':
      return block.text.length
    case 'tool':
      return block.arguments.length + (block.result ?? '').length + (block.error ?? '').length
    case 'notice':
    case 'error':
      return block.message.length
    case 'input-request':
      return block.message.length + (block.schema ?? '').length
    case 'input':
      return block.content.length
    case 'gap':
    case 'status':
      return 0
    default:
      return block satisfies never
  }
}
