'use client'

import { idleShare } from '#lib/run/idle-share.ts'
import { Button } from '#components/ui/button.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'

const offerAbove = 0.3

/** Passes over long silences. Where they are much of the run it is offered with the share that they take. */
export function FoldButton() {
  const { store } = usePlayerParts()
  const foldIdle = usePlayer((state) => state.play.foldIdle)
  const idle = usePlayer(({ markers }) => (markers === null ? null : idleShare(markers)))
  const offered = idle !== null && idle > offerAbove
  if (!offered && !foldIdle) return null
  return (
    <>
      <Button
        size="sm"
        variant="bare"
        icon="fold"
        aria-pressed={foldIdle}
        className="ml-1 max-md:hidden"
        onClick={() => store.setFold(!foldIdle)}
      >
        <span className="@max-[22rem]:hidden">
          Fold gaps <Kbd className="@max-md:hidden">i</Kbd>
        </span>
      </Button>
      {offered && (
        <span className="text-xs whitespace-nowrap text-muted max-md:hidden @max-[26rem]:hidden">
          {Math.round(idle * 100)} % idle
        </span>
      )}
    </>
  )
}
