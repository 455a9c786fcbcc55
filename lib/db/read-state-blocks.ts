import type { Block } from '#lib/run/transcript.ts'
import { leafSize } from '#lib/run/transcript-blocks.ts'
import { charactersOf } from '#lib/run/transcript-tail.ts'
import { database, type Database } from './client.ts'
import { findRun, type FoundRun } from './find-run.ts'
import type { FoldedState } from './fold-frames.ts'
import { readLeaves } from './read-snapshot.ts'
import { readState } from './read-state.ts'

const mostBlocks = 1024
const mostCharacters = 4 * 1024 * 1024
const leavesAtOnce = 16

/**
 * Blocks of a run from an index up to another, as they were by frame `at`. Fewer come where there are fewer, after 1,024,
 * or after 4 Mi characters (one longer block still comes, alone). Null if there is no such run.
 */
export async function readStateBlocks(
  publicId: string,
  { at, from, to }: { at: number | null; from: number; to: number },
  db = database(),
): Promise<{ from: number; blocks: Block[] } | null> {
  const run = await findRun(publicId, db)
  if (run === null) return null
  const state = await readState(run, Math.min(at ?? run.lastSeq, run.lastSeq), db)
  const blocks: Block[] = []
  let characters = 0
  for await (const block of stateBlocks(run, state, { from, to: Math.min(to, from + mostBlocks) }, db)) {
    characters += charactersOf([block])
    if (characters > mostCharacters && blocks.length > 0) break
    blocks.push(block)
  }
  return { from, blocks }
}

/** The blocks of a state from an index up to another, whether it holds them or not. */
export async function* stateBlocks(
  run: FoundRun,
  { at, transcript }: FoldedState,
  { from, to }: { from: number; to: number },
  db: Database,
): AsyncGenerator<Block> {
  const end = Math.min(to, transcript.blocks.length)
  const lastLeaf = Math.ceil(end / leafSize)
  for (let first = Math.floor(from / leafSize); first < lastLeaf; first += leavesAtOnce) {
    const leaves = Array.from({ length: Math.min(leavesAtOnce, lastLeaf - first) }, (_, i) => first + i)
    const missing = leaves.filter((leaf) => !transcript.blocks.leaves[leaf])
    const stored = await readLeaves(run, { at, leaves: missing }, db)
    for (const leaf of leaves) {
      const blocks = transcript.blocks.leaves[leaf] ?? stored.get(leaf)
      // They went while they were read, because another version of this program made its own.
      if (blocks === undefined)
        throw new Error(`blocks ${leaf * leafSize} ff. of run ${run.id} by frame ${at} are gone`)
      yield* blocks.slice(Math.max(0, from - leaf * leafSize), Math.max(0, end - leaf * leafSize))
    }
  }
}
