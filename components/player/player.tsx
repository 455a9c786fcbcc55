'use client'

import './player.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import { KeyFooter } from '#components/shell/key-footer.tsx'
import { KeySheet } from '#components/shell/key-sheet.tsx'
import { usePoll } from '#components/ui/use-poll.ts'
import { Announcer } from './announcer.tsx'
import { Banners } from './banners.tsx'
import { CopyProvider } from './copy-provider.tsx'
import type { FrameSource } from './frame-source.ts'
import { MetricStrip } from './metric-strip.tsx'
import type { PaneSizes } from './pane-sizes.ts'
import { Panes } from './panes.tsx'
import type { PanelView } from './player-state.ts'
import { createPlayerStore, type PlayerStart } from './player-store.ts'
import { RelatedRuns } from './related-runs.tsx'
import { RunActions } from './run-actions.tsx'
import { RunHeader } from './run-header.tsx'
import { RunPalette } from './run-palette.tsx'
import { tabTitle } from './run-words.ts'
import { PlayerContext, usePlayer, usePlayerParts, wide } from './use-player.ts'

const lookAroundMs = 10_000

/** A run, live or recorded: its frames, what it said, and one frame in full. Reads only through `source`. */
export function Player({ source, start, sizes }: { source: FrameSource; start: PlayerStart; sizes: PaneSizes }) {
  const [store] = useState(() => createPlayerStore(source, start))
  useEffect(() => store.open({ usualView: usualView(), autoplay: autoplays(start) }), [store, start])
  useEffect(() => {
    const list = matchMedia(wide)
    const onChange = () => store.setUsualView(usualView())
    list.addEventListener('change', onChange)
    return () => list.removeEventListener('change', onChange)
  }, [store])
  const parts = useMemo(() => ({ store, source }), [store, source])
  return (
    <PlayerContext value={parts}>
      <CopyProvider>
        <RunActions>
          <Page sizes={sizes} />
        </RunActions>
      </CopyProvider>
    </PlayerContext>
  )
}

function Page({ sizes }: { sizes: PaneSizes }) {
  const { store } = usePlayerParts()
  const panes = useRef<{ openDetail: () => void }>(null)
  const [paletteOpen, setPaletteOpen] = useState(false)
  useTabTitle()
  usePoll(() => (store.getState().tail.live ? store.lookAround() : Promise.resolve()), lookAroundMs)
  return (
    <main className="flex min-h-0 min-w-0 flex-1 flex-col">
      <RunHeader onCommands={() => setPaletteOpen(true)} />
      <RelatedRuns />
      <MetricStrip
        onTotals={() => {
          store.showDetail('totals')
          panes.current?.openDetail()
        }}
      />
      <Banners />
      <Panes sizes={sizes} ref={panes} />
      <KeyFooter />
      <KeySheet />
      <RunPalette open={paletteOpen} onOpen={setPaletteOpen} />
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

function usualView(): PanelView | null {
  return matchMedia(wide).matches ? 'timeline' : null
}

/** Only where the address asks for it, and never for somebody who wants nothing to move. */
function autoplays({ address }: PlayerStart): boolean {
  return address.autoplay && !matchMedia('(prefers-reduced-motion: reduce)').matches
}
