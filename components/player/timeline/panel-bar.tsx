'use client'

import { useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

/** What stands in the line of the panel's tabs, where the panel has a place for it; else in a line of its own. */
export function PanelBar({ children }: { children: ReactNode }) {
  const [slot, setSlot] = useState<Element | null | undefined>(undefined)
  if (slot) return createPortal(<div className="flex h-full min-w-0 items-center gap-1">{children}</div>, slot)
  return (
    <div
      ref={(element) => {
        if (element !== null && slot === undefined)
          setSlot(element.closest('[data-panel]')?.querySelector('[data-panel-bar]') ?? null)
      }}
      className="flex h-8 flex-none items-center gap-1 border-b border-hairline pr-1 pl-3 pointer-coarse:h-11"
    >
      {children}
    </div>
  )
}
