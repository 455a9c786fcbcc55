import type { TimelinePart } from '#lib/api/timeline.ts'
import { formatDuration } from '#lib/format/duration.ts'
import type { CallNode } from './waterfall.ts'

/** A call, or what the model wrote or thought in between (`key` null). */
export type PathStep = { key: string | null; label: string; ms: number }

export type CriticalPath = { steps: readonly PathStep[]; ms: number }

type Item = { key: string | null; label: string; fromMs: number; toMs: number }

/**
 * The chain of calls and of what the model wrote, each after the other has ended, that takes most of the run. Calls are
 * those that the run made itself; one that is open reaches to `endMs`, one without a recorded end is not in it.
 */
export function criticalPathOf(
  roots: readonly CallNode[],
  parts: readonly TimelinePart[],
  endMs: number,
): CriticalPath {
  const items = [...roots.flatMap((node) => itemOf(node, endMs)), ...modelItems(parts)].toSorted(
    (a, b) => a.toMs - b.toMs,
  )
  // Weighted interval scheduling: the best chain among the first n items either has the n-th or not.
  const best = new Float64Array(items.length + 1)
  const before = new Int32Array(items.length + 1)
  items.forEach((item, index) => {
    const fit = countEndedBy(items, item.fromMs, index)
    before[index + 1] = fit
    best[index + 1] = Math.max(best[index] ?? 0, (best[fit] ?? 0) + item.toMs - item.fromMs)
  })
  const chain: Item[] = []
  for (let at = items.length; at > 0;) {
    const item = items[at - 1]
    if (item === undefined || best[at] === best[at - 1]) at -= 1
    else {
      chain.push(item)
      at = before[at] ?? 0
    }
  }
  return { steps: stepsOf(chain.toReversed()), ms: best[items.length] ?? 0 }
}

function itemOf(node: CallNode, endMs: number): Item[] {
  const { key, name, fromMs, status } = node
  const toMs = status === 'open' ? endMs : node.durationMs === null ? null : node.toMs
  return fromMs === null || toMs === null || toMs <= fromMs ? [] : [{ key, label: name, fromMs, toMs }]
}

function modelItems(parts: readonly TimelinePart[]): Item[] {
  return parts.flatMap(({ type, fromMs, toMs }) =>
    type === 'output' || type === 'reasoning' ? [{ key: null, label: type, fromMs, toMs }] : [],
  )
}

/** How many of the first `count` items, which are in the order of their ends, end by a moment. */
function countEndedBy(items: readonly Item[], ms: number, count: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((items[middle]?.toMs ?? 0) <= ms) low = middle + 1
    else high = middle
  }
  return low
}

function stepsOf(chain: readonly Item[]): PathStep[] {
  const steps: PathStep[] = []
  for (const { key, label, fromMs, toMs } of chain) {
    const last = steps.at(-1)
    const ms = toMs - fromMs
    if (key !== null) steps.push({ key, label, ms })
    else if (last?.key === null) last.ms += ms
    else steps.push({ key, label: 'model', ms })
  }
  const last = steps.at(-1)
  // What it wrote in the end is what was asked for; only thoughts are no answer.
  if (last?.key === null && chain.at(-1)?.label === 'output') last.label = 'answer'
  return steps
}

const maxSteps = 7
const maxCalls = 4

/** `search → fetch → answer = 31.2 s of 41.2 s (76 %)`; of a long path only its longest calls are named. */
export function pathWords({ steps, ms }: CriticalPath, runMs: number): { names: string; sum: string } {
  const calls = steps.filter(({ key }) => key !== null)
  const named = steps.length <= maxSteps ? steps : calls
  const longest = new Set(
    named.toSorted((a, b) => b.ms - a.ms).slice(0, steps.length <= maxSteps ? maxSteps : maxCalls),
  )
  const left = named.length - longest.size
  const names = named.filter((step) => longest.has(step)).map(({ label }) => label)
  if (left > 0) names.push(`${left} more`)
  return {
    names: names.join(' → '),
    sum: `${formatDuration(ms)} of ${formatDuration(runMs)} (${percent(ms / runMs)})`,
  }
}

/** `19 %`, and `< 1 %` for what is there. */
export function percent(share: number): string {
  return share > 0 && share < 0.005 ? '< 1 %' : `${Math.round(share * 100)} %`
}
