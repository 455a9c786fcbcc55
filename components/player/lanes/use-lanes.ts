'use client'

import { useMemo } from 'react'
import type { Markers } from '#lib/api/markers.ts'
import { usePlayer, usePlayerParts } from '../use-player.ts'
import { useRunLength } from '../use-run-length.ts'
import { cursorOf } from '../player-state.ts'
import { offsetOfSeq } from './lane-places.ts'
import { laneScale, wholeMs, type LaneScale } from './lane-scale.ts'

export const noMarkers: Markers = {
  lastSeq: 0,
  durationMs: null,
  clock: 'received',
  index: [],
  density: { stepMs: 1, counts: [], kinds: [] },
  list: [],
  more: 0,
  toldUntil: { calls: 0, inputs: 0 },
  stretches: { list: [], more: 0 },
}

/** What the lanes draw on: the run's markers, its length so far and the stretch in view. */
export function useLanes() {
  const markers = usePlayer((state) => state.markers) ?? noMarkers
  const clock = usePlayer((state) => state.markers?.clock ?? state.run.clock ?? 'received')
  const zoom = usePlayer((state) => state.zoom)
  const live = usePlayer((state) => state.tail.live)
  const lastSeq = usePlayer((state) => state.tail.shownSeq)
  const lengthMs = useRunLength()
  const { unit, from, to } = laneScale({ clock, lastSeq, durationMs: lengthMs, live }, zoom)
  const scale = useMemo(() => ({ unit, from, to }), [unit, from, to])
  return { markers, scale, lengthMs, wholeMs: wholeMs(lengthMs, live), lastSeq, live }
}

/** The shown frame and its place on the scale's axis. */
export function useCursor(
  markers: Markers,
  unit: LaneScale['unit'],
): { seq: number; value: number; ms: number | null } {
  const { store } = usePlayerParts()
  const seq = usePlayer(cursorOf)
  usePlayer((state) => state.loaded)
  const ms = store.frame(seq)?.offsetMs ?? offsetOfSeq(markers.index, seq)
  return { seq, value: unit === 'frames' ? seq : (ms ?? 0), ms }
}
