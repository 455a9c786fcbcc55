'use client'

import { useState } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { Button } from '#components/ui/button.tsx'
import { Chip } from '#components/ui/chip.tsx'
import { cx } from '#components/ui/cx.ts'
import { KindGlyph } from '#components/ui/kind-glyph.tsx'
import type { Connection } from '#lib/api/connection.ts'
import { Connections } from './connections.tsx'
import { FrameMenu } from './frame-menu.tsx'
import { Inspector, useRaw } from './inspector.tsx'
import { cursorOf } from './player-state.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** The shown frame, or the exchanges that brought it. */
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
  const [view, setView] = useState<'frame' | 'connections'>('frame')
  const cursor = usePlayer(cursorOf)
  usePlayer((state) => state.loaded)
  const frame = store.frame(cursor)
  const raw = useRaw(cursor, frame !== undefined && frame.kind !== 'gap')
  return (
    <section aria-label="Frame detail" className={cx('flex min-h-0 min-w-0 flex-col bg-canvas', className)}>
      <header className="flex h-8 flex-none items-center gap-2 border-b border-hairline pr-1 pl-3">
        <h2 className="font-semibold whitespace-nowrap">
          {view === 'connections' ? 'Connections' : cursor === 0 ? 'No frame yet' : `Frame ${formatCount(cursor)}`}
        </h2>
        {view === 'frame' && frame && (
          <Chip className="h-5">
            <KindGlyph kind={frame.kind} />
            {frame.kind}
          </Chip>
        )}
        <span className="flex-1" />
        {view === 'frame' && frame && <FrameMenu frame={frame} raw={raw} />}
        <Button
          size="sm"
          variant="bare"
          icon="sources"
          aria-label={view === 'frame' ? 'Show the connections' : 'Show the frame'}
          aria-pressed={view === 'connections'}
          onClick={() => setView(view === 'frame' ? 'connections' : 'frame')}
        />
        <span className="xl:hidden max-md:hidden">
          <Button size="sm" variant="bare" icon="close" aria-label="Close the detail" onClick={onClose} />
        </span>
      </header>
      {view === 'connections' ? (
        <Connections connections={connections} />
      ) : frame ? (
        <Inspector frame={frame} raw={raw} />
      ) : (
        <p className="p-3 text-muted">{cursor === 0 ? 'The first frame will be shown here.' : 'Reading the frame …'}</p>
      )}
    </section>
  )
}
