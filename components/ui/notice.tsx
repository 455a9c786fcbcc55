import type { ReactNode } from 'react'
import { toneText, type Tone } from './chip.tsx'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'

const icons: Record<Tone, IconName> = {
  ok: 's-ok',
  running: 's-running',
  error: 'failure',
  stall: 's-stall',
  gap: 's-lost',
  idle: 'k-meta',
}

/** One line that says what happened and what to do next. Errors are announced. */
export function Notice({
  tone = 'error',
  className,
  children,
}: {
  tone?: Tone | undefined
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <div
      role={tone === 'error' ? 'alert' : 'status'}
      className={cx(
        'flex items-start gap-2 rounded-control px-3 py-2 text-text-2',
        tone === 'error' ? 'bg-error-tint' : 'bg-raised',
        className,
      )}
    >
      <Icon name={icons[tone]} className={cx('mt-px', toneText[tone])} />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
    </div>
  )
}
