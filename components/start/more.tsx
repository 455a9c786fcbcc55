'use client'

import { useState, type ReactNode } from 'react'

/** Fields that few need, behind a line. Open where one of them is filled when it appears, or is needed. */
export function More({
  label,
  isFilled,
  isNeeded,
  children,
}: {
  label: string
  isFilled: boolean
  isNeeded: boolean
  children: ReactNode
}) {
  // Null until somebody opens or closes it: emptying the last field must not close it under the cursor.
  const [isOpen, setOpen] = useState<boolean | null>(null)
  return (
    <details open={isNeeded || (isOpen ?? isFilled)} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit rounded-chip text-text-2 hover:text-text pointer-coarse:py-3">{label}</summary>
      <div className="grid gap-3 pt-3 sm:grid-cols-2">{children}</div>
    </details>
  )
}
