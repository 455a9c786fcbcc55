'use client'

import { timeModeLabels } from './frame-time.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** The head of the time column: what it shows, and on a click the next thing that it can show. */
export function TimeModeButton() {
  const { store } = usePlayerParts()
  const time = usePlayer((state) => state.time)
  return (
    <button
      type="button"
      title="Offset, time since the frame before, local time, UTC"
      aria-label={`Time column: ${timeModeLabels[time]}`}
      className="h-full text-right hover:text-text pointer-coarse:min-w-11"
      onClick={store.nextTimeMode}
    >
      {timeModeLabels[time]}
    </button>
  )
}
