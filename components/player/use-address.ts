'use client'

import { useEffect, useMemo, useRef } from 'react'
import { writeAddress } from './address.ts'
import { createUrlWriter } from './url-writer.ts'
import { usePlayer } from './use-player.ts'

/** Keeps the shown frame, the filter and the time mode in the address; returns how to write them at once. */
export function useAddress(): () => void {
  const address = usePlayer((state) => writeAddress(state, null))
  const first = useRef(address)
  const writer = useMemo(() => createUrlWriter((href) => history.replaceState(history.state, '', href)), [])
  useEffect(() => {
    // The address that led here stays as it is until the reader moves.
    if (first.current === address) return
    first.current = '\n'
    writer.set(location.pathname + address)
  }, [address, writer])
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
