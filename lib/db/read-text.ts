import type { TextPage, TextPart, TextQuery } from '#lib/api/text.ts'
import { database, type Database } from './client.ts'
import { findRun, type FoundRun } from './find-run.ts'
import { readBlockCount } from './read-snapshot.ts'
import { readState } from './read-state.ts'
import { stateBlocks } from './read-state-blocks.ts'

const mostCharacters = 4 * 1024 * 1024

/** What a run wrote, part by part, or null if there is no such run. */
export async function readText(publicId: string, query: TextQuery, db = database()): Promise<TextPage | null> {
  const run = await findRun(publicId, db)
  return run === null ? null : textPage(run, query, db)
}

async function textPage(run: FoundRun, { at, after, limit }: TextQuery, db: Database): Promise<TextPage> {
  const state = await readState(run, Math.min(at ?? run.lastSeq, run.lastSeq), db)
  const range = { from: await readBlockCount(run, Math.min(after, state.at), db), to: state.transcript.blocks.length }
  const parts: TextPart[] = []
  let characters = 0
  for await (const block of stateBlocks(run, state, range, db)) {
    if (block.fromSeq <= after || (block.type !== 'text' && block.type !== 'reasoning')) continue
    characters += block.text.length
    // Parts of one frame stay together: the next page begins after a frame.
    const isFull = parts.length >= limit || (parts.length > 0 && characters > mostCharacters)
    if (isFull && block.fromSeq !== parts.at(-1)?.fromSeq) {
      return { at: state.at, parts, nextAfter: parts.at(-1)?.fromSeq ?? null }
    }
    const { frames: _frames, ...part } = block
    parts.push(part)
  }
  return { at: state.at, parts, nextAfter: null }
}
