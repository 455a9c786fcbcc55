'use client'

import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { copyText } from '#components/ui/copy-text.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { Icon } from '#components/ui/icon.tsx'
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
    (text: string, what: string) => {
      writeAddress()
      void copyText(text).then((done) => (done ? setSaid(`${what} copied`) : setByHand(text)))
    },
    [writeAddress],
  )
  const copyLink = useCallback(() => {
    const { selected } = store.getState().tail
    copy(source.pageHref(selected), selected === null ? 'Link' : `Link to frame ${selected}`)
  }, [copy, source, store])

  useEffect(() => {
    if (said === null) return
    const timer = setTimeout(() => setSaid(null), toastMs)
    return () => clearTimeout(timer)
  }, [said])

  const value = useMemo(() => ({ copy, copyLink }), [copy, copyLink])
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
