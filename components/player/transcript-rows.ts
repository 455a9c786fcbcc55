import type { Block, TextBlock } from '#lib/run/transcript.ts'

/** What stands in one row of the transcript: a block, or all blocks of one message. */
export type TranscriptRow = { index: number; blocks: readonly [Block, ...Block[]] }

/** Rows of blocks that follow each other, the first of which has this index. */
export function rowsOf(blocks: readonly Block[], from: number): TranscriptRow[] {
  const rows: { index: number; blocks: [Block, ...Block[]] }[] = []
  for (const [at, block] of blocks.entries()) {
    const row = rows.at(-1)
    if (row !== undefined && goesOn(row.blocks[0], block)) row.blocks.push(block)
    else rows.push({ index: from + at, blocks: [block] })
  }
  return rows
}

/** The parts of a row that is a message; none if it is something else. */
export function messageOf({ blocks }: Pick<TranscriptRow, 'blocks'>): TextBlock[] {
  return blocks.flatMap((block) => (block.type === 'text' || block.type === 'reasoning' ? [block] : []))
}

/** The transcript as plain text. */
export function plainText(blocks: readonly Block[]): string {
  return rowsOf(blocks, 0)
    .flatMap(({ blocks: row }) => wordsOf(row) ?? [])
    .join('\n\n')
}

function wordsOf(row: readonly [Block, ...Block[]]): string | null {
  const [block] = row
  switch (block.type) {
    case 'text':
      return row.map((part) => (part.type === 'text' ? part.text : '')).join('')
    case 'input-request':
      return `[asks for input: ${block.message}]`
    case 'input':
      return `[was given: ${block.content}]`
    case 'tool':
      return `[tool ${block.name}${block.error === null ? '' : `: ${block.error}`}]`
    case 'error':
      return `[error: ${block.message}]`
    case 'reasoning':
    case 'notice':
    case 'gap':
    case 'status':
      return null
    default:
      return block satisfies never
  }
}

function goesOn(first: Block, block: Block): boolean {
  return (block.type === 'text' || block.type === 'reasoning') && block.continues === true && first.type === block.type
}
