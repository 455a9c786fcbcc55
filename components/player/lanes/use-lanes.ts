'use client'

import { useLayoutEffect, useMemo, useState, type RefObject } from 'react'
import type { Markers } from '#lib/api/markers.ts'
import { usePlayer, usePlayerParts } from '../use-player.ts'
import { useRunLength } from '../use-run-length.ts'
import { cursorOf } from '../player-state.ts'
import { offsetOfSeq } from './lane-places.ts'
import { laneScale, type LaneScale } from './lane-scale.ts'

export const noMarkers: Markers = {
  lastSeq: 0,
  durationMs: null,
  clock: 'received',
  index: [],
  density: { stepMs: 1, counts: [], kinds: [] },
  list: [],
  more: 0,
}

/** What the lanes draw on: the run's markers, its length so far and the stretch in view. */
export function useLanes(): { markers: Markers; scale: LaneScale; lengthMs: number; lastSeq: number; live: boolean } {
  const markers = usePlayer((state) => state.markers) ?? noMarkers
  const clock = usePlayer((state) => state.markers?.clock ?? state.run.clock ?? 'received')
  const zoom = usePlayer((state) => state.zoom)
  const live = usePlayer((state) => state.tail.live)
  const lastSeq = usePlayer((state) => state.tail.shownSeq)
  const lengthMs = useRunLength()
  const { unit, from, to } = laneScale({ clock, lastSeq, durationMs: lengthMs, live }, zoom)
  const scale = useMemo(() => ({ unit, from, to }), [unit, from, to])
  return { markers, scale, lengthMs, lastSeq, live }
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

/** The width of an element in px, 0 until it is laid out. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return width
}
