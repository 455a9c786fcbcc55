import type { ReactNode } from 'react'
import { cx } from './cx.ts'

/** A key cap. */
export function Kbd({ children, className }: { children: ReactNode; className?: string | undefined }) {
  return (
    <kbd
      className={cx(
        'inline-grid h-[18px] min-w-[18px] place-items-center rounded-chip border border-hairline bg-raised px-1 text-2xs text-text-2 pointer-coarse:hidden',
        className,
      )}
    >
      {children}
    </kbd>
  )
}
