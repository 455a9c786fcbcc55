'use client'

import { formatCount } from '#lib/format/count.ts'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { TabList, Tabs } from '#components/ui/tabs.tsx'
import type { Connection } from '#lib/api/connection.ts'
import { Connections } from './connections.tsx'
import { FrameMenu } from './frame-menu.tsx'
import { Inspector, useRaw } from './inspector.tsx'
import { cursorOf } from './player-state.ts'
import { TotalsTable } from './totals-table.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** The shown frame, the exchanges that brought it, or what the run adds up to. */
export function DetailPane({
  connections,
  onClose,
  className,
}: {
  connections: readonly Connection[] | null
  onClose: () => void
  className?: string
}) {
  const { store } = usePlayerParts()
  const view = usePlayer((state) => state.detail)
  const cursor = usePlayer(cursorOf)
  const live = usePlayer((state) => state.tail.live)
  usePlayer((state) => state.loaded)
  const frame = store.frame(cursor)
  const raw = useRaw(cursor, frame !== undefined && frame.kind !== 'gap')
  return (
    <section aria-label="Frame detail" className={cx('flex min-h-0 min-w-0 flex-col bg-canvas', className)}>
      <h2 className="sr-only">{cursor === 0 ? 'No frame yet' : `Frame ${formatCount(cursor)}`}</h2>
      <Tabs
        value={view}
        onChange={store.showDetail}
        className="flex h-8 flex-none items-center gap-2 border-b border-hairline pr-1 pl-3 pointer-coarse:h-11"
      >
        <TabList
          label="Detail of"
          tabs={[
            { value: 'frame', label: cursor === 0 ? 'Frame' : `Frame ${formatCount(cursor)}` },
            { value: 'connections', label: 'Connections' },
            { value: 'totals', label: 'Totals' },
          ]}
        />
        <span className="flex-1" />
        {view === 'frame' && frame && <FrameMenu seq={frame.seq} />}
        <span className="xl:hidden max-md:hidden">
          <Button size="sm" variant="bare" icon="close" aria-label="Close the detail" onClick={onClose} />
        </span>
      </Tabs>
      {view === 'connections' ? (
        <Connections connections={connections} />
      ) : view === 'totals' ? (
        <TotalsTable className="min-h-0 flex-1 overflow-y-auto px-3 pt-1 pb-3" />
      ) : frame ? (
        <Inspector frame={frame} raw={raw} />
      ) : (
        <p className="p-3 text-muted">
          {cursor > 0
            ? 'Reading the frame …'
            : live
              ? 'The first frame will be shown here.'
              : 'There is no frame to be shown.'}
        </p>
      )}
    </section>
  )
}
