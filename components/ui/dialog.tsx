'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { cx } from './cx.ts'

/** A window over the page. Esc, the cross and the backdrop close it; focus returns to where it was. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  wide = false,
  children,
}: {
  open: boolean
  onClose: () => void
  title: string
  description?: ReactNode
  wide?: boolean | undefined
  children: ReactNode
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-20 bg-[rgb(0_0_0/0.45)]" />
        <Base.Popup
          className={cx(
            'fixed top-1/2 left-1/2 z-30 flex max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] -translate-1/2 flex-col overflow-hidden rounded-dialog border border-hairline bg-surface shadow-pop outline-none',
            wide ? 'max-w-[720px]' : 'max-w-[480px]',
          )}
        >
          <header className="flex items-center gap-2 border-b border-hairline py-3 pr-3 pl-4">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-md leading-7 font-semibold">{title}</Base.Title>
              {description && <Base.Description className="text-text-2">{description}</Base.Description>}
            </div>
            <Base.Close render={<Button variant="bare" icon="close" aria-label="Close" />} />
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
