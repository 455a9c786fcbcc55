import type { Kind } from '#lib/dialects/kind.ts'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'

type Look = { icon: IconName; color: string }

const meta: Look = { icon: 'k-meta', color: 'text-k-meta' }

/** Glyph and colour of each kind of frame. */
export const kindLook: Record<Kind, Look> = {
  gap: { icon: 'k-gap', color: 'text-gap' },
  comment: meta,
  retry: meta,
  field: meta,
  error: { icon: 'k-error', color: 'text-k-error' },
  result: { icon: 'k-result', color: 'text-k-result' },
  tool: { icon: 'k-tool', color: 'text-k-tool' },
  output: { icon: 'k-output', color: 'text-k-output' },
  reasoning: { icon: 'k-reasoning', color: 'text-k-reasoning' },
  usage: meta,
  heartbeat: meta,
  notice: meta,
  lifecycle: meta,
  unknown: meta,
}

/** The glyph of a frame's kind; the word stands beside it. */
export function KindGlyph({ kind, className }: { kind: Kind; className?: string | undefined }) {
  const { icon, color } = kindLook[kind]
  return <Icon name={icon} className={cx('size-3', color, className)} />
}
