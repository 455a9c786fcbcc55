'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { Run } from '#lib/api/run.ts'
import { copyText } from '#components/ui/copy-text.ts'
import { useKeys } from '#components/shell/keys.ts'

/** The row that the keyboard is on, and the keys that move it. It is the row whose link has, or last had, the focus. */
export function useRowKeys(
  rows: readonly Run[],
  { fresh, showFresh }: { fresh: boolean; showFresh: () => void },
): { cursor: string | null; setCursor: (id: string) => void } {
  const router = useRouter()
  const [cursor, setCursor] = useState<string | null>(null)
  const at = rows.findIndex((run) => run.id === cursor)
  const move = (to: number) => {
    const run = rows[Math.max(0, Math.min(rows.length - 1, to))]
    if (!run) return
    setCursor(run.id)
    const link = document.querySelector<HTMLElement>(`[data-run="${run.id}"] a`)
    link?.focus({ preventScroll: true })
    link?.closest('tr')?.scrollIntoView({ block: 'nearest' })
  }
  useKeys('Runs', [
    {
      keys: ['j', 'ArrowDown'],
      label: 'Next run',
      foot: 'move',
      footKeys: ['j', 'k'],
      repeat: true,
      run: () => move(at + 1),
    },
    { keys: ['k', 'ArrowUp'], label: 'Previous run', repeat: true, run: () => move(at - 1) },
    {
      keys: ['Enter'],
      label: 'Open the run',
      foot: 'open',
      run: () => (cursor === null ? false : router.push(`/runs/${cursor}`)),
    },
    {
      keys: ['r'],
      label: 'Show new runs',
      foot: 'show new',
      run: () => {
        if (!fresh) return
        showFresh()
        document.querySelector('[data-scroller]')?.scrollTo({ top: 0 })
      },
    },
    {
      keys: ['c'],
      label: 'Copy the link of the run',
      run: () => (cursor === null ? false : void copyText(`${location.origin}/runs/${cursor}`)),
    },
  ])
  return { cursor, setCursor }
}
