'use client'

import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { FrameList } from './frame-list.tsx'
import { timeModeLabels } from './frame-time.ts'
import { HiddenCount, KindMenu } from './kind-menu.tsx'
import { NewFramesPill } from './new-frames-pill.tsx'
import { SearchField } from './search-field.tsx'
import { useCondensed } from './use-condensed.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** The left pane: the frames, and what is shown of them. */
export function ListPane({ onOpen, className }: { onOpen: () => void; className?: string }) {
  const { store } = usePlayerParts()
  const tail = usePlayer((state) => state.tail)
  const time = usePlayer((state) => state.time)
  const filtered = usePlayer((state) => state.filter !== null)
  const [condensed, toggleCondensed] = useCondensed()
  return (
    <section aria-label="Frame list" className={cx('flex min-h-0 min-w-0 flex-col', className)}>
      <header className="flex h-8 flex-none items-center gap-1 border-b border-hairline pr-1 pl-3 pointer-coarse:h-11">
        <h2 className="font-semibold">Frames</h2>
        <span className="flex-1" />
        <HiddenCount />
        <Button
          size="sm"
          variant="bare"
          icon="clock"
          onClick={store.nextTimeMode}
          aria-label={`Time column: ${timeModeLabels[time]}`}
        >
          {timeModeLabels[time]}
        </Button>
        <KindMenu />
        <Button
          size="sm"
          variant="bare"
          icon="condense"
          aria-pressed={condensed && !filtered}
          aria-disabled={filtered}
          title={filtered ? 'All kinds must be shown' : 'Fold runs of tokens to one row each'}
          onClick={() => !filtered && toggleCondensed()}
        >
          Condensed
        </Button>
        {tail.live && (
          <Button
            size="sm"
            variant="bare"
            icon="end"
            aria-pressed={tail.mode === 'follow'}
            onClick={tail.mode === 'follow' ? store.lookBack : store.goLive}
          >
            Follow
          </Button>
        )}
      </header>
      <SearchField />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <FrameList condensed={condensed} onOpen={onOpen} />
        <NewFramesPill />
      </div>
    </section>
  )
}
