'use client'

import { useEffect, useMemo, useRef } from 'react'
import { writeAddress } from './address.ts'
import type { PlayerState } from './player-state.ts'
import { createUrlWriter } from './url-writer.ts'
import { usePlayer } from './use-player.ts'

/** While it plays, the address follows so often. */
const playingMs = 2000

/** Keeps all that is shown in the address; returns how to write them at once. */
export function useAddress(): () => void {
  const address = usePlayer(addressOf)
  const playing = usePlayer((state) => state.play.playing)
  const first = useRef(address)
  const writer = useMemo(() => createUrlWriter((href) => history.replaceState(history.state, '', href)), [])
  useEffect(() => {
    // The address that led here stays as it is until the reader moves.
    if (first.current === address) return
    first.current = '\n'
    writer.set(location.pathname + address, playing ? playingMs : undefined)
  }, [address, playing, writer])
  useEffect(() => {
    if (!playing) writer.flush()
  }, [playing, writer])
  useEffect(() => {
    const flush = () => writer.flush()
    const onHidden = () => document.hidden && flush()
    document.addEventListener('visibilitychange', onHidden)
    window.addEventListener('pointerup', flush)
    window.addEventListener('pagehide', flush)
    return () => {
      document.removeEventListener('visibilitychange', onHidden)
      window.removeEventListener('pointerup', flush)
      window.removeEventListener('pagehide', flush)
    }
  }, [writer])
  return writer.flush
}

const addressOf = (state: PlayerState) => writeAddress(state, state.usualView)
