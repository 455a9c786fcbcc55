'use client'

import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { copyText } from '#components/ui/copy-text.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { formatCount } from '#lib/format/count.ts'
import { linkTo } from './link.ts'
import { cursorOf } from './player-state.ts'
import { useAddress } from './use-address.ts'
import { CopyContext } from './use-copy.ts'
import { usePlayerParts } from './use-player.ts'

const toastMs = 2000

/** Copies for every part of the player, says what was copied, and shows what could not be. */
export function CopyProvider({ children }: { children: ReactNode }) {
  const { store, source } = usePlayerParts()
  const writeAddress = useAddress()
  const [said, setSaid] = useState<string | null>(null)
  const [byHand, setByHand] = useState<string | null>(null)

  const copy = useCallback(
    (text: string | Promise<string>, what: string) => {
      writeAddress()
      copyText(text).then(
        async (done) => (done ? setSaid(`${what} copied`) : setByHand(await text)),
        (error: unknown) =>
          store.say(`${what} could not be copied: ${error instanceof Error ? error.message : String(error)}`),
      )
    },
    [store, writeAddress],
  )
  const copyLink = useCallback(() => {
    const state = store.getState()
    copy(linkTo(source.pageHref(null), state), nameOfLink(cursorOf(state)))
  }, [copy, source, store])
  const copyFrameLink = useCallback(
    (seq: number) => copy(linkTo(source.pageHref(null), store.getState(), seq), nameOfLink(seq)),
    [copy, source, store],
  )
  const copyMarkdown = useCallback(
    (seq?: number) => copy(source.report(seq ?? cursorOf(store.getState())), 'Markdown'),
    [copy, source, store],
  )

  useEffect(() => {
    if (said === null) return
    const timer = setTimeout(() => setSaid(null), toastMs)
    return () => clearTimeout(timer)
  }, [said])

  const value = useMemo(
    () => ({ copy, copyLink, copyFrameLink, copyMarkdown }),
    [copy, copyLink, copyFrameLink, copyMarkdown],
  )
  return (
    <CopyContext value={value}>
      {children}
      <p
        role="status"
        className="pointer-events-none fixed inset-x-0 bottom-10 z-40 flex justify-center max-md:bottom-28"
      >
        {said && (
          <span className="flex h-8 items-center gap-2 rounded-control border border-hairline bg-surface px-3 shadow-pop">
            <Icon name="check" className="text-ok" />
            {said}
          </span>
        )}
      </p>
      <Dialog
        open={byHand !== null}
        onClose={() => setByHand(null)}
        title="Copy by hand"
        description="The browser did not allow copying."
      >
        <textarea
          readOnly
          rows={6}
          aria-label="Text to copy"
          className="w-full rounded-control border border-control bg-canvas p-2 font-mono text-xs"
          value={byHand ?? ''}
          ref={(field) => field?.select()}
        />
      </Dialog>
    </CopyContext>
  )
}

function nameOfLink(seq: number): string {
  return seq === 0 ? 'Link' : `Link to frame ${formatCount(seq)}`
}
