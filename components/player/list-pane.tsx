'use client'

import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { FrameList } from './frame-list.tsx'
import { HiddenCount, KindMenu } from './kind-menu.tsx'
import { NewFramesPill } from './new-frames-pill.tsx'
import { SearchField } from './search-field.tsx'
import { TimeModeButton } from './time-mode-button.tsx'
import { useCondensed } from './use-condensed.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** The left pane: the frames, and what is shown of them. Its buttons lose their words where room is short. */
export function ListPane({ onOpen, className }: { onOpen: () => void; className?: string }) {
  const { store } = usePlayerParts()
  const live = usePlayer((state) => state.tail.live)
  const follows = usePlayer((state) => state.tail.mode === 'follow')
  const searches = usePlayer((state) => state.search.text !== '')
  const filtered = usePlayer((state) => state.filter !== null)
  const [condensed, toggleCondensed] = useCondensed()
  const label = searches || filtered ? 'sr-only' : '@max-[26rem]:sr-only'
  return (
    <section aria-label="Frame list" className={cx('@container flex min-h-0 min-w-0 flex-col', className)}>
      <header className="flex h-8 flex-none items-center gap-1 border-b border-hairline pr-1 pl-3 max-md:h-auto max-md:min-h-8 max-md:flex-wrap max-md:pl-2 pointer-coarse:h-12 max-md:pointer-coarse:min-h-12">
        <h2 className="mr-1.5 font-semibold max-md:sr-only">Frames</h2>
        <SearchField className={searches ? 'max-md:basis-full' : ''} />
        <HiddenCount />
        <KindMenu labelClass={label} />
        <Button
          size="sm"
          variant="bare"
          icon="condense"
          aria-pressed={condensed}
          title="Fold runs of tokens to one row each"
          onClick={toggleCondensed}
        >
          <span className={label}>Condensed</span>
        </Button>
        {live && (
          <Button
            size="sm"
            variant="bare"
            icon="end"
            aria-pressed={follows}
            onClick={follows ? store.lookBack : store.goLive}
          >
            <span className={label}>Follow</span>
          </Button>
        )}
        <span className="flex h-6 justify-end pr-1 text-xs text-muted md:hidden pointer-coarse:h-11">
          <TimeModeButton />
        </span>
      </header>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <FrameList condensed={condensed} onOpen={onOpen} />
        <NewFramesPill />
      </div>
    </section>
  )
}
