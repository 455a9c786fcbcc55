import type { TimelinePart } from '#lib/api/timeline.ts'
import type { Tool } from '#lib/api/tool.ts'
import { excerptLength } from './tool-spans.ts'

/** One bar of a row: a call, or an attempt of it. Times in ms on the run's clock. */
export type Bar = {
  fromMs: number | null
  /** When its tool began, where that was later than the model's call. */
  beganMs: number | null
  /** Null while it is open. Of a call without a recorded end: how far it reached at least. */
  toMs: number | null
  status: Tool['status']
}

/** A call with those that it made, or attempts at the same call as one. */
export type CallNode = {
  key: string
  name: string
  /** The begin of what it was asked, and of what it gave; empty if that is not known. */
  asked: string
  gave: string
  status: Tool['status']
  error: string | null
  startSeq: number | null
  endSeq: number | null
  fromMs: number | null
  toMs: number | null
  durationMs: number | null
  /** One, or one for each attempt. */
  bars: readonly Bar[]
  isGroup: boolean
  /** Failed calls, itself and all within it. */
  failures: number
  children: CallNode[]
}

/**
 * Calls as a tree, each below the one that made it, siblings in the order of their start. A call that is made again with
 * the same arguments after it ended stands with its attempts as one.
 */
export function waterfallOf(tools: readonly Tool[], parts: readonly TimelinePart[]): CallNode[] {
  const roots: CallNode[] = []
  const lists = [roots]
  const parents: (CallNode | null)[] = []
  const nodes = tools.map((tool, index) => nodeOf(tool, index, parts))
  const latest = new Map<string, CallNode>()
  tools.forEach((tool, index) => {
    const node = nodes[index]
    if (node === undefined) return
    // A parent begins before what it calls, so that there is no circle.
    const parent = tool.parentCallId === null ? undefined : latest.get(tool.parentCallId)
    parents.push(parent ?? null)
    if (parent !== undefined && parent.children.length === 0) lists.push(parent.children)
    ;(parent?.children ?? roots).push(node)
    if (tool.callId !== null && tool.startSeq !== null) latest.set(tool.callId, node)
  })
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const parent = parents[index]
    if (parent) parent.failures += nodes[index]?.failures ?? 0
  }
  for (const list of lists) groupAttempts(list)
  return roots
}

function nodeOf(tool: Tool, index: number, parts: readonly TimelinePart[]): CallNode {
  const { name, status, error, startSeq, endSeq, offsetMs, beganOffsetMs, durationMs, endOffsetMs } = tool
  const toMs = status === 'no_end' && offsetMs !== null ? reachedMs(offsetMs, parts) : endOffsetMs
  return {
    key: `c${index}`,
    name,
    asked: tool.arguments ?? '',
    gave: tool.result ?? '',
    status,
    error,
    startSeq,
    endSeq,
    fromMs: offsetMs,
    toMs,
    durationMs,
    bars: [{ fromMs: offsetMs, beganMs: beganOffsetMs, toMs, status }],
    isGroup: false,
    failures: error === null ? 0 : 1,
    children: [],
  }
}

/** A call without an end was open until the model went on or nothing was recorded any more. */
function reachedMs(fromMs: number, parts: readonly TimelinePart[]): number | null {
  let low = 0
  let high = parts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((parts[middle]?.toMs ?? 0) <= fromMs) low = middle + 1
    else high = middle
  }
  for (let at = low; at < parts.length; at++) {
    const part = parts[at]
    if (part?.type === 'gap' && part.toMs > fromMs) return part.toMs
    if ((part?.type === 'output' || part?.type === 'reasoning') && part.fromMs > fromMs) return part.fromMs
  }
  return parts.at(-1)?.toMs ?? null
}

/** Puts attempts that follow each other into one, in place. */
function groupAttempts(siblings: CallNode[]): void {
  const grouped: CallNode[] = []
  let attempts: CallNode[] = []
  const close = () => {
    const [first] = attempts
    if (first !== undefined) grouped.push(attempts.length === 1 ? first : groupOf(attempts, first))
    attempts = []
  }
  for (const node of siblings) {
    const before = attempts.at(-1)
    if (before !== undefined && !isAttemptAfter(node, before)) close()
    attempts.push(node)
  }
  close()
  siblings.splice(0, siblings.length, ...grouped)
}

function isAttemptAfter(node: CallNode, before: CallNode): boolean {
  if (node.name !== before.name || node.asked === '' || node.asked !== before.asked) return false
  // Of long arguments only the begin is known: those of a call that is made again because it failed are the same.
  if (node.asked.length >= excerptLength && before.error === null) return false
  return before.endSeq !== null && node.startSeq !== null && node.startSeq >= before.endSeq
}

function groupOf(attempts: CallNode[], first: CallNode): CallNode {
  const last = attempts.at(-1) ?? first
  const isTimed = first.fromMs !== null && last.toMs !== null && last.durationMs !== null
  return {
    ...last,
    key: `g${first.key}`,
    startSeq: first.startSeq,
    fromMs: first.fromMs,
    durationMs: isTimed ? (last.toMs ?? 0) - (first.fromMs ?? 0) : null,
    bars: attempts.flatMap(({ bars }) => bars),
    isGroup: true,
    failures: attempts.reduce((sum, { failures }) => sum + failures, 0),
    children: attempts,
  }
}
