'use client'

import { useState } from 'react'
import { Player } from '#components/player/player.tsx'
import type { PlayerStart } from '#components/player/player-store.ts'
import { createHttpSource } from './http-source.ts'

/** The player on a run of this server. */
export function RunPlayer({ origin, start }: { origin: string; start: PlayerStart }) {
  const [source] = useState(() => createHttpSource(start.run.id, origin))
  return <Player source={source} start={start} />
}
