import type { Gap, GapReason } from '#lib/api/frame.ts'
import { formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'

const reasons: Record<GapReason, string> = {
  upstream_lost: 'the connection was cut and the upstream cannot send the rest again',
  expired: 'the upstream no longer had these frames',
  oversize: 'a block was larger than the limit',
  rewritten: 'the upstream sent other bytes for a frame that was recorded',
  unverified: 'the stream came back without proof that nothing is missing',
  recorder_down: 'nobody was recording',
  spool_full: 'the recorder had no room left',
}

/** What a gap says in its row: how much is missing, as far as anyone can know. */
export function gapTitle(gap: Gap | null | undefined): string {
  if (!gap) return 'no data recorded'
  if (gap.reason === 'oversize') return 'oversize block not recorded'
  if (gap.reason === 'rewritten') return 'rewritten by the upstream'
  const span = gapMs(gap)
  const missing = gap.missingCount === null ? '' : `, ${formatCounted(gap.missingCount, 'frame')} missing`
  const verb = gap.reason === 'unverified' ? 'continuity not proven' : 'no data recorded'
  return `${verb}${span === null ? '' : ` ${formatDuration(span)}`}${missing}`
}

/** Why. */
export function gapReason(gap: Gap | null | undefined): string {
  return gap ? reasons[gap.reason] : 'the reason was not recorded'
}

function gapMs(gap: Gap): number | null {
  if (gap.openedAt === null || gap.closedAt === null) return null
  return Math.max(0, Date.parse(gap.closedAt) - Date.parse(gap.openedAt))
}
