'use client'

import { Button } from '#components/ui/button.tsx'
import { useCopy } from './use-copy.ts'

/** Copies a report about a frame, or about the one that is shown, to be put into an issue. */
export function CopyMarkdownButton({ seq }: { seq?: number | undefined }) {
  const { copyMarkdown } = useCopy()
  return (
    <Button size="sm" variant="bare" icon="copy" onClick={() => copyMarkdown(seq)}>
      Copy Markdown
    </Button>
  )
}
