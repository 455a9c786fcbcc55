import { blocksFrom } from './transcript-blocks.ts'
import type { Block, Transcript } from './transcript.ts'

export type InputRequest = Extract<Block, { type: 'input-request' }>

/** What the run asks for and was not given yet; the latest, where it asks for several things. Null if it asks nothing. */
export function openRequest(transcript: Transcript): InputRequest | null {
  const answered = new Set<string>()
  for (const block of blocksFrom(transcript.blocks, 0).toReversed()) {
    // An answer that names no request answers whatever was asked before it.
    if (block.type === 'input' && block.requestId === null) return null
    if (block.type === 'input' && block.requestId !== null) answered.add(block.requestId)
    if (
      block.type === 'input-request' &&
      (block.requestId === null ? answered.size === 0 : !answered.has(block.requestId))
    )
      return block
  }
  return null
}
