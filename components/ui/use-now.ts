'use client'

import { useEffect, useState } from 'react'

// How far this browser's clock is ahead of the server's, measured once: a page that Back brings from the router's
// cache comes with the time at which it was rendered, not with the present one.
let ahead: number | null = null

/** The server's time, ticking. Starts as the server rendered it, so that both agree on the first markup. */
export function useNow(serverNow: number, everyMs = 1000): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const lead = (ahead ??= Date.now() - serverNow)
    const tick = () => setNow(Date.now() - lead)
    tick()
    const timer = setInterval(tick, everyMs)
    return () => clearInterval(timer)
  }, [serverNow, everyMs])
  return now
}
