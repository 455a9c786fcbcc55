import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { percent } from '#lib/run/critical-path.ts'
import type { Bar, CallNode } from '#lib/run/waterfall.ts'
import { oneLine } from '../payload.ts'

export type Rank = { place: number; share: number }

/** `1st, 19 %` */
export function rankWords({ place, share }: Rank): string {
  return `${['1st', '2nd', '3rd'][place - 1] ?? `${place}th`}, ${percent(share)}`
}

/** What became of a call, in one or two words. */
export function statusWords(status: CallNode['status']): string {
  switch (status) {
    case 'ok':
      return 'done'
    case 'error':
      return 'failed'
    case 'open':
      return 'running'
    case 'no_end':
      return 'no end recorded'
    case 'orphan_end':
      return 'no start recorded'
    default:
      return status satisfies never
  }
}

/** How long a call took, or has taken by `nowMs`; null where that is not known. */
export function tookMs({ status, fromMs, durationMs }: CallNode, nowMs: number | null): number | null {
  if (status === 'open' && fromMs !== null && nowMs !== null) return Math.max(0, nowMs - fromMs)
  return durationMs
}

/** What tells a call from others of its name, short: the words that it was asked with, else its arguments as they are. */
export function briefArguments(asked: string): string {
  try {
    const value: unknown = JSON.parse(asked)
    const plain = Object.values(typeof value === 'object' && value !== null ? value : {}).filter(
      (part) => typeof part === 'string',
    )
    if (plain.length > 0) return oneLine(plain.join(' ')).slice(0, 160)
  } catch {
    // Not JSON, or only its begin is known: then its keys and values without their marks.
  }
  return oneLine(asked.replaceAll(/[{}[\]"]/g, '')).slice(0, 160)
}

/** What there is no room for: the call’s arguments, its result or error, and what went before its tool began. */
export function callTitle(node: CallNode): string {
  const { name, asked, gave, error, bars } = node
  const outcome = error ?? gave
  return [
    `${oneLine(name)} ${shortened(asked)}`.trimEnd(),
    outcome !== '' && `→ ${shortened(outcome)}`,
    bars.map(queueWords).filter(Boolean).join(', '),
  ]
    .filter(Boolean)
    .join('\n')
}

/** How long the model’s call was there before its tool began; null where one frame told both. */
export function queueWords({ fromMs, beganMs }: Bar): string | null {
  if (fromMs === null || beganMs === null) return null
  return `tool began ${formatDuration(beganMs - fromMs)} after the call`
}

function shortened(text: string): string {
  const line = oneLine(text)
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

/** `search, 3 attempts, started +12.0 s, 6.4 s, failed, 1st, 19 % of the run` */
export function callLabel(node: CallNode, nowMs: number | null, rank: Rank | null, expanded: boolean | null): string {
  const took = tookMs(node, nowMs)
  const within = node.failures - (node.status === 'error' && !node.isGroup ? 1 : 0)
  const frame = node.startSeq ?? node.endSeq
  return [
    node.name,
    node.isGroup && `${node.bars.length} attempts`,
    node.fromMs !== null ? `started +${formatDuration(node.fromMs)}` : frame !== null && `frame ${formatCount(frame)}`,
    took !== null && formatDuration(took),
    !node.isGroup && node.bars[0] && queueWords(node.bars[0]),
    statusWords(node.status),
    expanded === false && within > 0 && `${formatCounted(within, 'failure')} within`,
    rank !== null && `${rankWords(rank)} of the run`,
  ]
    .filter(Boolean)
    .join(', ')
}
