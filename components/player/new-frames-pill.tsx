'use client'

import { formatCount, formatCounted } from '#lib/format/count.ts'
import { Icon } from '#components/ui/icon.tsx'
import { newFrames } from './tail.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** What came while the reader looked elsewhere; a click goes there. */
export function NewFramesPill() {
  const { store } = usePlayerParts()
  const tail = usePlayer((state) => state.tail)
  const { count, errors } = newFrames(tail)
  if (count === 0 || (tail.mode === 'hold' && !tail.live && tail.selected !== null)) return null
  return (
    <button
      type="button"
      onClick={store.goLive}
      className="absolute bottom-2 left-1/2 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-accent bg-surface px-3 text-xs whitespace-nowrap text-accent shadow-pop pointer-coarse:h-11"
    >
      <Icon name="down" />
      {formatCount(count)} new {count === 1 ? 'frame' : 'frames'}
      {errors > 0 && <span className="text-error"> · {formatCounted(errors, 'error')}</span>}
    </button>
  )
}
