'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import type { ReactNode } from 'react'

/** Gives dialogs and menus the nonce for the style elements that they add. */
export function Nonce({ value, children }: { value: string | undefined; children: ReactNode }) {
  return <CSPProvider nonce={value}>{children}</CSPProvider>
}
