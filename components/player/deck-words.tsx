'use client'

import { useEffect, useRef } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { paceMs } from '#lib/run/playback.ts'
import { Button } from '#components/ui/button.tsx'
import { Dot } from '#components/ui/chip.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import type { PlayerState } from './player-state.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** One line on where the reader is, if it is not where everybody would think. */
export function DeckWords() {
  const state = usePlayer(placeWords)
  const filtered = usePlayer(({ filter }) => filter !== null)
  if (state === null) return null
  return (
    <p className="flex h-7 items-center gap-2 overflow-hidden border-b border-soft px-3 text-xs whitespace-nowrap text-text-2">
      <Words state={state} />
      {filtered && state !== 'filtered' && <span className="ml-auto text-muted">filtered step</span>}
    </p>
  )
}

type Place = 'paused' | 'behind' | 'following' | 'holding' | 'loop' | 'filtered' | 'no clock'

function placeWords({ tail, play, filter, run }: PlayerState): Place | null {
  if (tail.mode === 'pause') return 'paused'
  if (tail.live && tail.mode === 'follow') return 'following'
  if (tail.live) return tail.selected === null ? 'holding' : 'behind'
  if (play.loop !== null) return 'loop'
  if (run.clock === 'none') return 'no clock'
  return filter === null ? null : 'filtered'
}

function Words({ state }: { state: Place }) {
  const { store } = usePlayerParts()
  const tail = usePlayer((all) => all.tail)
  const loop = usePlayer((all) => all.play.loop)
  switch (state) {
    case 'paused':
      return (
        <>
          <span>
            Paused at frame {formatCount(tail.shownSeq)}, frames still arrive.{' '}
            <span className="pointer-coarse:hidden">
              <Kbd>Space</Kbd> plays on from here.
            </span>
          </span>
          <GoLive />
        </>
      )
    case 'behind':
      return (
        <>
          <Behind />
          <GoLive />
        </>
      )
    case 'following':
      return (
        <>
          <span className="text-running">
            <Dot />
          </span>
          <span>
            Following. Scroll up{' '}
            <span className="pointer-coarse:hidden">
              or press <Kbd>k</Kbd>{' '}
            </span>
            to hold.
          </span>
        </>
      )
    case 'holding':
      return (
        <>
          Holding here, frames still arrive.
          <GoLive />
        </>
      )
    case 'loop':
      return (
        <>
          Frames {formatCount(loop?.from ?? 0)} to {formatCount(loop?.to ?? 0)} play again and again.
          <Button size="sm" variant="bare" onClick={() => store.setLoop(null)}>
            End the loop <Kbd>o</Kbd>
          </Button>
        </>
      )
    case 'no clock':
      return <>This run has no clock: it plays {1000 / paceMs} frames a second, and times are not known.</>
    case 'filtered':
      return <>Filtered step: one step is one frame of the kinds that are shown.</>
    default:
      return state satisfies never
  }
}

/** How far the clock is behind the last frame that has come, written past React once a paint. */
function Behind() {
  const { store } = usePlayerParts()
  const words = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const write = () => {
      if (words.current) words.current.textContent = behindWords(store.positionMs(), store.edgeMs())
    }
    write()
    const stops = [store.subscribe(write), store.onPosition(write)]
    return () => stops.forEach((stop) => stop())
  }, [store])
  return <span ref={words} data-testid="behind-live" />
}

function behindWords(positionMs: number | null, edgeMs: number | null): string {
  if (positionMs === null || edgeMs === null) return 'Behind live'
  return `−${(Math.max(0, edgeMs - positionMs) / 1000).toFixed(1)} s behind live`
}

function GoLive() {
  const { store } = usePlayerParts()
  return (
    <Button size="sm" variant="bare" className="text-accent" onClick={store.goLive}>
      Go live <Kbd>l</Kbd>
    </Button>
  )
}
