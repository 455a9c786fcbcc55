import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type Tone = 'ok' | 'running' | 'error' | 'stall' | 'gap' | 'idle'

/** The text colour of a tone. */
export const toneText: Record<Tone, string> = {
  ok: 'text-ok',
  running: 'text-running',
  error: 'text-error',
  stall: 'text-stall',
  gap: 'text-gap',
  idle: 'text-idle',
}

/** A small labelled box. With a tone it is tinted; a `dot` pulses while something is live. */
export function Chip({
  tone,
  dot = false,
  className,
  children,
}: {
  tone?: Tone | undefined
  dot?: boolean | undefined
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <span
      className={cx(
        'inline-flex h-[22px] items-center gap-1.5 rounded-chip px-2 text-xs whitespace-nowrap ring-1 ring-inset',
        tone ? cx(toneText[tone], 'bg-current/4 ring-current/45') : 'text-text-2 ring-hairline',
        className,
      )}
    >
      {dot && <Dot />}
      {children}
    </span>
  )
}

/** The live dot. */
export function Dot() {
  return <i className="size-1.5 flex-none animate-pulse rounded-full bg-current" />
}
