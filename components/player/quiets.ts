import type { Markers } from '#lib/api/markers.ts'
import { blocksFrom, firstHeld, type Blocks } from '#lib/run/transcript-blocks.ts'
import type { Block } from '#lib/run/transcript.ts'
import type { Quiet } from './list-rows.ts'

// Times in which nothing came, and what the run waited for. Of a long run only the last blocks are at hand: what was
// before them is known by its markers, as far as they tell.

export type QuietTime = { seq: number; fromMs: number; toMs: number }

/** The blocks of a run from which on all are at hand, and the frame that they begin with: 0 where that is all of it. */
export function heldBlocks(blocks: Blocks): { since: number; held: Block[] } {
  const first = firstHeld(blocks)
  const held = blocksFrom(blocks, first)
  return { since: first === 0 ? 0 : (held[0]?.fromSeq ?? Infinity), held }
}

/** Times of at least `leastMs` in which nothing came: what the run waited for, or that it was silent. */
export function quietsOf(markers: Markers | null, blocks: Blocks, leastMs: number): Quiet[] {
  const { since, held } = heldBlocks(blocks)
  const calls = callsOf(markers, blocksFrom(blocks, 0), since)
  /** Where the model was silent, whatever call never got its end. */
  const stalls = new Set(markers?.list.flatMap(({ type, seq }) => (type === 'stall' ? [seq] : [])))
  const told = Math.min(markers?.toldUntil.calls ?? 0, markers?.toldUntil.inputs ?? 0)
  const markedAt = marked(markers)
  const asksAt = asking(held, marked(markers)(since))
  const openAt = openCalls(calls)
  return quietTimes(markers, calls, leastMs).map(({ seq, fromMs, toMs }) => {
    const call = stalls.has(seq) ? undefined : openAt(seq)
    const asks = seq <= since ? markedAt(seq) : asksAt(seq)
    const isKnown = stalls.has(seq) || told >= Math.min(seq, since) - 1
    const why = call !== undefined ? { tool: call.name } : asks ? 'input' : isKnown ? 'silence' : 'unknown'
    return { seq, fromMs, toMs, why }
  })
}

/** Only the times, in the order of the frames that ended them. */
export function quietTimes(markers: Markers | null, calls: readonly Call[], leastMs: number): QuietTime[] {
  const times = new Map<number, QuietTime>()
  const note = (seq: number, fromMs: number | null, toMs: number | null | undefined) => {
    if (fromMs !== null && toMs !== null && toMs !== undefined && toMs - fromMs >= leastMs)
      times.set(seq, { seq, fromMs, toMs })
  }
  for (const call of calls) if (call.to === call.from + 1) note(call.to, call.fromMs, call.toMs)
  if (markers !== null) {
    for (const { type, seq, offsetMs, endSeq, endMs } of markers.list)
      if (type === 'stall' || (type === 'input' && endSeq === seq + 1)) note(endSeq ?? seq, offsetMs, endMs)
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
  return [...times.values()].toSorted((a, b) => a.seq - b.seq)
}

/** A call; `to` is its end, or while it is open the last frame that told of it. */
type Call = { name: string; from: number; to: number; fromMs: number | null; toMs: number | null; isOpen: boolean }

/** Calls in the order of their starts: as blocks tell them, and before the frame `since` as markers do. */
function callsOf(markers: Markers | null, blocks: readonly Block[], since: number): Call[] {
  const calls = blocks.flatMap((block): Call[] => {
    if (block.type !== 'tool' || block.status === 'orphan_end') return []
    const { name, fromSeq: from, toSeq: to, fromMs, toMs } = block
    return [{ name, from, to, fromMs, toMs, isOpen: block.status === 'open' }]
  })
  const known = new Set(calls.map(({ from, name }) => `${from} ${name}`))
  for (const { type, seq, name = 'tool', offsetMs, endSeq, endMs } of markers?.list ?? []) {
    if (type !== 'tool_start' || seq >= since || known.has(`${seq} ${name}`)) continue
    const isOpen = endSeq === undefined
    calls.push({ name, from: seq, to: endSeq ?? seq, fromMs: offsetMs, toMs: endMs ?? null, isOpen })
  }
  return calls.toSorted((a, b) => a.from - b.from)
}

/** Whether the run waited for a person just before a frame, by its markers. To be asked for frame after frame, onwards. */
function marked(markers: Markers | null): (seq: number) => boolean {
  const inputs = (markers?.list ?? []).filter(({ type }) => type === 'input')
  let next = 0
  return (seq) => {
    while ((inputs[next]?.seq ?? Infinity) < seq) next += 1
    const last = inputs[next - 1]
    if (last === undefined) return false
    return last.endSeq === undefined ? (last.name?.startsWith('asked') ?? false) : seq <= last.endSeq
  }
}

/** The same by blocks, before the first of which the run waited or did not. */
function asking(blocks: readonly Block[], waits: boolean): (seq: number) => boolean {
  let next = 0
  let asks = waits
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
function openCalls(calls: readonly Call[]): (seq: number) => Call | undefined {
  let next = 0
  let open: Call[] = []
  return (seq) => {
    for (let call = calls[next]; call !== undefined && call.from < seq; call = calls[(next += 1)]) open.push(call)
    open = open.filter(({ isOpen, to }) => isOpen || to >= seq)
    return open.at(-1)
  }
}
