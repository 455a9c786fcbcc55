import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { percent } from '#lib/run/critical-path.ts'
import type { CallNode } from '#lib/run/waterfall.ts'

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
    statusWords(node.status),
    expanded === false && within > 0 && `${formatCounted(within, 'failure')} within`,
    rank !== null && `${rankWords(rank)} of the run`,
  ]
    .filter(Boolean)
    .join(', ')
}
