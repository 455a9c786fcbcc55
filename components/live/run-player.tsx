'use client'

import { useState } from 'react'
import { Player } from '#components/player/player.tsx'
import type { PaneSizes } from '#components/player/pane-sizes.ts'
import type { PlayerStart } from '#components/player/player-store.ts'
import { createHttpSource } from './http-source.ts'

/** The player on a run of this server. */
export function RunPlayer({ origin, start, sizes }: { origin: string; start: PlayerStart; sizes: PaneSizes }) {
  const [source] = useState(() => createHttpSource(start.run.id, origin))
  return <Player source={source} start={start} sizes={sizes} />
}
