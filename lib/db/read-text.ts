import type { TextPage, TextPart, TextQuery } from '#lib/api/text.ts'
import type { Transcript } from '#lib/run/transcript.ts'
import { blocksFrom } from '#lib/run/transcript-blocks.ts'
import { database } from './client.ts'
import { readTranscript } from './read-transcript.ts'

const mostCharacters = 4 * 1024 * 1024

/** What a run wrote, part by part, or null if there is no such run. */
export async function readText(publicId: string, query: TextQuery, db = database()): Promise<TextPage | null> {
  const state = await readTranscript(publicId, query.at ?? null, db)
  return state === null ? null : textPage(state.at, state.transcript, query)
}

function textPage(at: number, transcript: Transcript, { after, limit }: TextQuery): TextPage {
  const parts: TextPart[] = []
  let characters = 0
  for (const block of blocksFrom(transcript.blocks, 0)) {
    if (block.fromSeq <= after || (block.type !== 'text' && block.type !== 'reasoning')) continue
    characters += block.text.length
    // Parts of one frame stay together: the next page begins after a frame.
    const isFull = parts.length >= limit || (parts.length > 0 && characters > mostCharacters)
    if (isFull && block.fromSeq !== parts.at(-1)?.fromSeq) {
      return { at, parts, nextAfter: parts.at(-1)?.fromSeq ?? null }
    }
    const { frames: _frames, ...part } = block
    parts.push(part)
  }
  return { at, parts, nextAfter: null }
}
