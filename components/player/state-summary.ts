import { blockAt, blocksFrom } from '#lib/run/transcript-blocks.ts'
import type { Block } from '#lib/run/transcript.ts'
import type { RunState } from './frame-source.ts'
import type { Json } from './json-value.ts'

const lastBlocks = 20
const mostOpen = 100

/** A state to be read by people: what is said of a run by a frame, its open calls, and its last blocks, newest first. */
export function summarize({ at, dialectState, transcript }: RunState): Json {
  const { status, lastMs, kinds, open, blocks, firstTextSeq, firstToolSeq } = transcript
  const from = Math.max(0, blocks.length - lastBlocks)
  return {
    frame: at,
    offsetMs: lastMs,
    status,
    firstText: firstTextSeq,
    firstTool: firstToolSeq,
    kinds: { ...kinds },
    openCalls: Object.fromEntries(
      Object.entries(open)
        .slice(-mostOpen)
        .map(([callId, index]) => [callId, callOf(blockAt(blocks, index))]),
    ),
    blocks: blocks.length,
    dialect: dialectState as Json,
    lastBlocks: Object.fromEntries(
      blocksFrom(blocks, from)
        .map((block, index) => [`${from + index} ${nameOf(block)}`, block as Json])
        .toReversed(),
    ),
  }
}

function callOf(block: Block | undefined): Json {
  if (block?.type !== 'tool') return null
  const { name, fromSeq, fromMs, parentCallId } = block
  return { name, frame: fromSeq, offsetMs: fromMs, ...(parentCallId !== null && { parentCallId }) }
}

function nameOf(block: Block): string {
  return block.type === 'tool' ? `tool ${block.name}` : block.type
}
