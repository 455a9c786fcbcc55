'use client'

import { Button } from '#components/ui/button.tsx'
import { DeckClock } from './deck-clock.tsx'
import { DeckMenu } from './deck-menu.tsx'
import { DeckPlace } from './deck-place.tsx'
import { DeckWords } from './deck-words.tsx'
import { FoldButton } from './fold-button.tsx'
import { SpeedMenu } from './speed-menu.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** The controls of playback. Everything a key does has a button here. */
export function Deck() {
  return (
    <section aria-label="Playback" className="@container flex-none border-t border-hairline bg-surface">
      <DeckWords />
      <div className="flex flex-col max-md:flex-col-reverse">
        <div className="flex h-10 items-center gap-0.5 px-2 max-md:h-14 max-md:justify-between">
          <Controls />
          <SpeedMenu />
          <span className="flex-1 max-md:hidden" />
          <DeckClock className="max-md:hidden" />
        </div>
        <div className="flex h-8 items-center gap-1 px-2 pb-1 max-md:h-12 max-md:gap-2 max-md:px-3 max-md:pb-0">
          <DeckClock className="md:hidden" />
          <DeckPlace />
          <FoldButton />
          <span className="flex-1" />
          <DeckMenu />
        </div>
      </div>
    </section>
  )
}

function Controls() {
  const { store } = usePlayerParts()
  const playing = usePlayer((state) => state.play.playing)
  // Of a run that goes on, its edge can be frozen.
  const follows = usePlayer(({ tail }) => tail.live && tail.mode === 'follow')
  const pauses = playing || follows
  return (
    <>
      <Button variant="bare" icon="first" aria-label="First frame" onClick={() => store.select(1, 0)} />
      <Button variant="bare" icon="back" aria-label="Back one frame" onClick={() => store.step(-1)} />
      <Button
        variant="primary"
        size="lg"
        className="mx-1 max-md:w-14"
        icon={pauses ? 'pause' : 'play'}
        aria-label={pauses ? 'Pause' : 'Play'}
        onClick={store.togglePlay}
      />
      <Button variant="bare" icon="next" aria-label="Forward one frame" onClick={() => store.step(1)} />
      <Button variant="bare" icon="last" aria-label="Last frame" onClick={store.goLive} />
    </>
  )
}
