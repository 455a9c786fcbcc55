'use client'

import { createContext, use } from 'react'

export type Copy = {
  /** Copies a text and says what was copied; where that fails the text is shown to be copied by hand. */
  copy: (text: string | Promise<string>, what: string) => void
  /** The link to what is shown. */
  copyLink: () => void
  /** The link to one frame, with all else as it is shown. */
  copyFrameLink: (seq: number) => void
  /** A report as Markdown about a frame, or about the one that is shown. */
  copyMarkdown: (seq?: number) => void
}

export const CopyContext = createContext<Copy | null>(null)

export function useCopy(): Copy {
  const copy = use(CopyContext)
  if (copy === null) throw new Error('A part of the player stands outside of it.')
  return copy
}
