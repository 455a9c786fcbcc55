'use client'

import { useCallback, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from 'react'
import { useKeys } from '#components/shell/keys.ts'
import { cx } from '#components/ui/cx.ts'
import { TabList, Tabs } from '#components/ui/tabs.tsx'
import { BottomPanel } from './bottom-panel.tsx'
import { useConnections } from './connections.tsx'
import { Deck } from './deck.tsx'
import { DetailPane } from './detail-pane.tsx'
import { ListPane } from './list-pane.tsx'
import { Lanes } from './lanes/lanes.tsx'
import { PaneHandle } from './pane-handle.tsx'
import type { PaneSizes } from './pane-sizes.ts'
import { createPaneSizes } from './pane-sizes-store.ts'
import { TranscriptPane } from './transcript.tsx'
import type { Pane } from './player-state.ts'
import { narrow, usePlayer, usePlayerParts } from './use-player.ts'
import { usePlayerKeys } from './use-player-keys.ts'

const paneTabs: readonly { value: Pane; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'frames', label: 'Frames' },
  { value: 'panel', label: 'Timeline' },
  { value: 'detail', label: 'Detail' },
]

/**
 * The work area: frames left, text and detail right, a panel below them, the transport at the foot. Below 1200 px the
 * detail is a sheet; below 768 px each pane is a tab.
 */
export function Panes({ sizes: kept, ref }: { sizes: PaneSizes; ref: Ref<{ openDetail: () => void }> }) {
  const { source, store } = usePlayerParts()
  const [sizes] = useState(() => createPaneSizes(kept))
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => sizes.attach(box.current), [sizes])
  const [detailOpen, setDetailOpen] = useState(false)
  const view = usePlayer((state) => state.view)
  const isUsual = usePlayer((state) => state.view === state.usualView)
  const pane = usePlayer((state) => state.pane)
  const live = usePlayer((state) => state.tail.live)
  const readConnections = useCallback(() => source.connections(), [source])
  const connections = useConnections(readConnections, live)
  useKeys('Panel', [
    {
      keys: ['v'],
      label: 'Open and close the panel of timeline and metrics',
      run: store.togglePanel,
    },
  ])
  usePlayerKeys({ open: detailOpen, setOpen: setDetailOpen })

  const openDetail = useCallback(() => {
    setDetailOpen(true)
    if (matchMedia(narrow).matches) store.setPane('detail')
  }, [store])
  useImperativeHandle(ref, () => ({ openDetail }), [openDetail])

  return (
    <>
      <Tabs
        value={pane}
        onChange={store.setPane}
        className="flex h-11 flex-none border-b border-hairline md:hidden [&>[role=tablist]]:flex-1 [&>[role=tablist]]:justify-around"
      >
        <TabList label="Panes" tabs={paneTabs} />
      </Tabs>
      <div
        ref={box}
        style={sizes.style}
        className={cx('panes', view !== null && (isUsual ? 'panel-usual' : 'panel-open'))}
      >
        <ListPane
          onOpen={openDetail}
          className={cx('pane-list md:border-r md:border-hairline', pane !== 'frames' && 'max-md:hidden')}
        />
        <PaneHandle name="list" label="Width of the frame list" sizes={sizes} />
        <TranscriptPane connections={connections} className={cx('pane-text', pane !== 'text' && 'max-md:hidden')} />
        <DetailPane
          connections={connections}
          onClose={() => setDetailOpen(false)}
          className={cx(
            'pane-detail md:border-l md:border-hairline md:max-xl:shadow-pop',
            !detailOpen && 'md:max-xl:hidden',
            pane !== 'detail' && 'max-md:hidden',
          )}
        />
        <PaneHandle name="detail" label="Width of the detail" sizes={sizes} />
        <BottomPanel
          view={view}
          onView={store.setView}
          className={cx('pane-panel bg-canvas', pane !== 'panel' && 'max-md:hidden')}
        />
        <PaneHandle name="panel" label="Height of the panel" sizes={sizes} />
        <div className="pane-lanes bg-surface">
          <Lanes />
        </div>
        <div className="pane-deck overflow-hidden md:border-r md:border-hairline">
          <Deck />
        </div>
      </div>
    </>
  )
}
