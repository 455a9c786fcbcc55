'use client'

import './player.css'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { KeyFooter } from '#components/shell/key-footer.tsx'
import { KeySheet } from '#components/shell/key-sheet.tsx'
import { cx } from '#components/ui/cx.ts'
import { TabList, Tabs } from '#components/ui/tabs.tsx'
import { usePoll } from '#components/ui/use-poll.ts'
import { Announcer } from './announcer.tsx'
import { Banners } from './banners.tsx'
import { useConnections } from './connections.tsx'
import { CopyProvider } from './copy-provider.tsx'
import { DetailPane } from './detail-pane.tsx'
import type { FrameSource } from './frame-source.ts'
import { ListPane } from './list-pane.tsx'
import { MetricStrip } from './metric-strip.tsx'
import { createPlayerStore, type PlayerStart } from './player-store.ts'
import { RelatedRuns } from './related-runs.tsx'
import { RunActions } from './run-actions.tsx'
import { RunHeader } from './run-header.tsx'
import { tabTitle } from './run-words.ts'
import { TranscriptPane } from './transcript.tsx'
import { PlayerContext, usePlayer, usePlayerParts } from './use-player.ts'
import { usePlayerKeys } from './use-player-keys.ts'

type Pane = 'text' | 'frames' | 'detail'

const lookAroundMs = 10_000

const paneTabs = [
  { value: 'text', label: 'Text' },
  { value: 'frames', label: 'Frames' },
  { value: 'detail', label: 'Detail' },
] as const

/** A run, live or recorded: its frames, what it said, and one frame in full. Reads only through `source`. */
export function Player({ source, start }: { source: FrameSource; start: PlayerStart }) {
  const [store] = useState(() => createPlayerStore(source, start))
  useEffect(() => store.open(), [store])
  const parts = useMemo(() => ({ store, source }), [store, source])
  return (
    <PlayerContext value={parts}>
      <CopyProvider>
        <RunActions>
          <Panes />
        </RunActions>
      </CopyProvider>
    </PlayerContext>
  )
}

function Panes() {
  const { source, store } = usePlayerParts()
  const [pane, setPane] = useState<Pane>('text')
  const [detailOpen, setDetailOpen] = useState(false)
  const live = usePlayer((state) => state.tail.live)
  const readConnections = useCallback(() => source.connections(), [source])
  const connections = useConnections(readConnections, live)
  usePlayerKeys({ open: detailOpen, setOpen: setDetailOpen })
  useTabTitle()
  usePoll(() => (store.getState().tail.live ? store.lookAround() : Promise.resolve()), lookAroundMs)

  const openDetail = () => {
    setDetailOpen(true)
    if (matchMedia('(max-width: 767px)').matches) setPane('detail')
  }
  return (
    <main className="flex min-h-0 min-w-0 flex-1 flex-col">
      <RunHeader />
      <RelatedRuns />
      <MetricStrip
        onTotals={() => {
          store.showDetail('totals')
          openDetail()
        }}
      />
      <Banners />
      <Tabs
        value={pane}
        onChange={setPane}
        className="flex h-11 flex-none border-b border-hairline md:hidden [&>[role=tablist]]:flex-1 [&>[role=tablist]]:justify-around"
      >
        <TabList label="Panes" tabs={paneTabs} />
      </Tabs>
      <div className="relative grid min-h-0 flex-1 grid-cols-1 grid-rows-[minmax(0,1fr)] md:grid-cols-[44fr_56fr] xl:grid-cols-[36fr_40fr_24fr]">
        <ListPane
          onOpen={openDetail}
          className={cx('border-r border-hairline', pane !== 'frames' && 'max-md:hidden')}
        />
        <TranscriptPane
          connections={connections}
          className={cx('xl:border-r xl:border-hairline', pane !== 'text' && 'max-md:hidden')}
        />
        <DetailPane
          connections={connections}
          onClose={() => setDetailOpen(false)}
          className={cx(
            'md:max-xl:absolute md:max-xl:inset-y-0 md:max-xl:right-0 md:max-xl:z-10 md:max-xl:w-[min(420px,60%)] md:max-xl:border-l md:max-xl:border-hairline md:max-xl:shadow-pop',
            !detailOpen && 'md:max-xl:hidden',
            pane !== 'detail' && 'max-md:hidden',
          )}
        />
      </div>
      <KeyFooter />
      <KeySheet />
      <Announcer />
    </main>
  )
}

function useTabTitle(): void {
  const title = usePlayer((state) => tabTitle(state.run))
  useEffect(() => {
    document.title = title
  }, [title])
}
