'use client'

import { useEffect, useRef } from 'react'

/** Calls `poll` again and again while the page is visible, the next only after the last has ended. */
export function usePoll(poll: (signal: AbortSignal) => Promise<void>, everyMs: number): void {
  const latest = useRef(poll)
  useEffect(() => {
    latest.current = poll
  })
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    let timer: ReturnType<typeof setTimeout> | undefined
    const again = () => {
      if (signal.aborted || document.hidden) return
      clearTimeout(timer)
      timer = setTimeout(run, everyMs)
    }
    const run = () => void latest.current(signal).finally(again)
    const onVisible = () => {
      clearTimeout(timer)
      if (!document.hidden) run()
    }
    again()
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      controller.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [everyMs])
}
