'use client'

import { createContext, use } from 'react'

export type Copy = {
  /** Copies a text and says what was copied; where that fails the text is shown to be copied by hand. */
  copy: (text: string, what: string) => void
  /** The link of the frame that is shown, or of the run. */
  copyLink: () => void
}

export const CopyContext = createContext<Copy | null>(null)

export function useCopy(): Copy {
  const copy = use(CopyContext)
  if (copy === null) throw new Error('A part of the player stands outside of it.')
  return copy
}
