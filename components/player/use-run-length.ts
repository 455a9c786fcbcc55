'use client'

import { useNow, usePlayer, usePlayerParts } from './use-player.ts'

const everyMs = 250

/** How long the run took, in ms; of one that goes on, how long it has taken by now. 0 where it has no clock. */
export function useRunLength(): number {
  const { store } = usePlayerParts()
  const live = usePlayer((state) => state.tail.live)
  const startedAt = usePlayer((state) => state.run.startedAt)
  const clock = usePlayer((state) => state.markers?.clock ?? state.run.clock)
  const told = usePlayer((state) => state.run.durationMs ?? state.markers?.durationMs ?? 0)
  const indexed = usePlayer((state) => state.markers?.index.at(-1)?.[1] ?? 0)
  const lastSeq = usePlayer((state) => state.tail.shownSeq)
  usePlayer((state) => state.loaded)
  // By an upstream's clock only its frames tell how far it is.
  const grows = live && startedAt !== null && clock !== 'emitted' && clock !== 'none'
  const now = useNow(everyMs, grows)
  // A run that is over is as long as it says: what came late lies beyond its end.
  if (!live && told > 0) return told
  const reached = Math.max(told, indexed, store.frame(lastSeq)?.offsetMs ?? 0)
  return grows && now !== null ? Math.max(reached, now - Date.parse(startedAt)) : reached
}
