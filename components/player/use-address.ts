'use client'

import { useEffect, useMemo, useRef } from 'react'
import { namesView, readAddress, writeAddress } from './address.ts'
import type { PlayerState } from './player-state.ts'
import { createUrlWriter } from './url-writer.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** While it plays, the address follows so often. */
const playingMs = 2000

/**
 * Keeps all that is shown in the address; returns how to write them at once. Another view is another entry of the history:
 * going back leaves the view, and stays at the frame.
 */
export function useAddress(): () => void {
  const { store } = usePlayerParts()
  const address = usePlayer(addressOf)
  const playing = usePlayer((state) => state.play.playing)
  const first = useRef(address)
  const writer = useMemo(
    () => createUrlWriter((href, how) => history[`${how}State`](how === 'push' ? null : history.state, '', href)),
    [],
  )
  useEffect(() => {
    // The address that led here stays as it is until the reader moves.
    if (first.current === address) return
    first.current = '\n'
    const href = location.pathname + address
    if (namesView(here(), store.getState())) writer.set(href, playing ? playingMs : undefined)
    else writer.push(href)
  }, [address, playing, store, writer])
  useEffect(() => {
    if (!playing) writer.flush()
  }, [playing, writer])
  useEffect(() => {
    const flush = () => writer.flush()
    const onHidden = () => document.hidden && flush()
    const onBack = () => store.showView(here())
    document.addEventListener('visibilitychange', onHidden)
    window.addEventListener('pointerup', flush)
    window.addEventListener('pagehide', flush)
    window.addEventListener('popstate', onBack)
    return () => {
      document.removeEventListener('visibilitychange', onHidden)
      window.removeEventListener('pointerup', flush)
      window.removeEventListener('pagehide', flush)
      window.removeEventListener('popstate', onBack)
    }
  }, [store, writer])
  return writer.flush
}

const addressOf = (state: PlayerState) => writeAddress(state, state.usualView)

const here = () => readAddress(new URLSearchParams(location.search))
