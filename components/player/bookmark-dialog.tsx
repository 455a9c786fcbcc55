'use client'

import { formatCount } from '#lib/format/count.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** The bookmarks of the run: go to one, name it, take it away. */
export function BookmarkDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { store } = usePlayerParts()
  const bookmarks = usePlayer((state) => state.bookmarks)
  return (
    <Dialog open={open} onClose={onClose} title="Bookmarks" description="They are kept in this browser.">
      {bookmarks.length === 0 ? (
        <p className="text-text-2">
          None yet. <Kbd>m</Kbd> bookmarks the frame that is shown.
        </p>
      ) : (
        <ul className="flex flex-col gap-1">
          {bookmarks.map(({ seq, label }) => (
            <li key={seq} className="flex items-center gap-2">
              <Button
                size="sm"
                className="min-w-20 font-mono"
                onClick={() => {
                  store.goTo(seq)
                  onClose()
                }}
              >
                #{formatCount(seq)}
              </Button>
              <input
                defaultValue={label}
                aria-label={`Name of the bookmark at frame ${seq}`}
                placeholder="Name"
                maxLength={200}
                onBlur={(event) => store.setBookmark(seq, event.currentTarget.value.trim())}
                onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
                className="h-6 min-w-0 flex-1 rounded-control border border-control bg-surface px-1.5 text-xs pointer-coarse:h-11"
              />
              <Button
                size="sm"
                variant="bare"
                icon="trash"
                aria-label={`Remove the bookmark at frame ${seq}`}
                onClick={() => store.setBookmark(seq, null)}
              />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
