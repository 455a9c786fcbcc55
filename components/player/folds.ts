import type { Markers } from '#lib/api/markers.ts'
import type { Block, ToolBlock } from '#lib/run/transcript.ts'
import type { Fold, Quiet } from './list-rows.ts'

const leastFrames = 5
const textLength = 120

/**
 * Stretches of at least five frames that are one text, as they fold to one row. A block into which frames of other
 * kinds came is none: they would be hidden. A quiet time within parts it.
 */
export function foldsOf(blocks: readonly Block[], quiets: readonly Quiet[]): Fold[] {
  const folds: Fold[] = []
  let quietAt = 0
  for (const block of blocks) {
    if ((block.type !== 'text' && block.type !== 'reasoning') || block.frames !== block.toSeq - block.fromSeq + 1)
      continue
    const kind = block.type === 'text' ? 'output' : 'reasoning'
    let from = block.fromSeq
    let fromMs = block.fromMs
    let text = block.text.slice(0, textLength)
    const add = (to: number, toMs: number | null) => {
      if (to - from + 1 >= leastFrames) folds.push({ from, to, kind, fromMs, toMs, text })
    }
    while ((quiets[quietAt]?.seq ?? Infinity) <= block.fromSeq) quietAt += 1
    for (let quiet = quiets[quietAt]; quiet !== undefined && quiet.seq <= block.toSeq; quiet = quiets[(quietAt += 1)]) {
      add(quiet.seq - 1, quiet.fromMs)
      from = quiet.seq
      fromMs = quiet.toMs
      text = ''
    }
    add(block.toSeq, block.toMs)
  }
  return folds
}

/** Times of at least `leastMs` in which nothing came: what the run waited for, or that it was silent. */
export function quietsOf(markers: Markers | null, blocks: readonly Block[], leastMs: number): Quiet[] {
  const times = new Map<number, { fromMs: number; toMs: number }>()
  /** Where the model was silent, whatever call never got its end. */
  const stalls = new Set<number>()
  const tools = blocks.filter((block) => block.type === 'tool')
  const note = (seq: number, fromMs: number | null, toMs: number | null | undefined) => {
    if (fromMs !== null && toMs !== null && toMs !== undefined && toMs - fromMs >= leastMs)
      times.set(seq, { fromMs, toMs })
  }
  for (const tool of tools) if (tool.toSeq === tool.fromSeq + 1) note(tool.toSeq, tool.fromMs, tool.toMs)
  if (markers !== null) {
    for (const marker of markers.list) {
      if (marker.type !== 'stall') continue
      note(marker.seq, marker.offsetMs, marker.endMs)
      stalls.add(marker.seq)
    }
    let before = markers.index[0]
    for (const frame of markers.index) {
      if (before !== undefined && frame[0] === before[0] + 1) note(frame[0], before[1], frame[1])
      before = frame
    }
    // What was not received is no silence: its own row says so.
    for (const { type, seq } of markers.list) {
      if (type !== 'gap') continue
      times.delete(seq)
      times.delete(seq + 1)
    }
  }
  const asksAt = asking(blocks)
  const openAt = openCalls(tools)
  return [...times.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([seq, time]) => {
      const tool = stalls.has(seq) ? undefined : openAt(seq)
      const asks = asksAt(seq)
      return { seq, ...time, why: tool !== undefined ? { tool: tool.name } : asks ? 'input' : 'silence' }
    })
}

/** Whether the run waited for a person just before a frame. To be asked for frame after frame, onwards. */
function asking(blocks: readonly Block[]): (seq: number) => boolean {
  let next = 0
  let asks = false
  return (seq) => {
    for (let block = blocks[next]; block !== undefined && block.fromSeq < seq; block = blocks[(next += 1)]) {
      if (block.type === 'status') asks = block.status === 'waiting_for_input'
      else if (block.type !== 'notice' && block.type !== 'gap') asks = block.type === 'input-request'
    }
    return asks
  }
}

/**
 * The call that was open just before a frame; of several, the one that began last. To be asked for frame after frame,
 * onwards: a run may have thousands of calls and of quiet times.
 */
function openCalls(tools: readonly ToolBlock[]): (seq: number) => ToolBlock | undefined {
  let next = 0
  let open: ToolBlock[] = []
  return (seq) => {
    for (let tool = tools[next]; tool !== undefined && tool.fromSeq < seq; tool = tools[(next += 1)])
      if (tool.status !== 'orphan_end') open.push(tool)
    open = open.filter((tool) => tool.status === 'open' || tool.toSeq >= seq)
    return open.at(-1)
  }
}
