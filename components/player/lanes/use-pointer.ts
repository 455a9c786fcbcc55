'use client'

import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import type { Markers } from '#lib/api/markers.ts'
import { usePlayerParts } from '../use-player.ts'
import { marks, seqNear } from './lane-places.ts'
import { valueAt, type LaneScale } from './lane-scale.ts'

/** At most twenty seeks a second, however fast the pointer moves. */
const seekEveryMs = 50

type Drag = { pointer: number; timer: ReturnType<typeof setTimeout> | null; share: number; played: boolean }
type Drawn = { scale: LaneScale; markers: Markers; live: boolean; lengthMs: number }

/** The pointer on the lanes: a press or a drag seeks, a press on a mark leads to its frame, a mouse at rest looks. */
export function usePointer(track: RefObject<HTMLDivElement | null>, drawn: Drawn) {
  const { store } = usePlayerParts()
  const [hover, setHover] = useState<number | null>(null)
  const drag = useRef<Drag | null>(null)
  useEffect(
    () => () => {
      if (drag.current?.timer) clearTimeout(drag.current.timer)
    },
    [],
  )

  function shareAt(event: PointerEvent): number {
    const box = track.current?.getBoundingClientRect()
    return box === undefined || box.width === 0 ? 0 : Math.max(0, Math.min(1, (event.clientX - box.left) / box.width))
  }

  /** While dragging the index is near enough. */
  function seekNear(share: number) {
    const { scale, markers } = drawn
    const value = valueAt(scale, share)
    store.select(scale.unit === 'frames' ? Math.round(value) : seqNear(markers.index, value), 0.25)
  }

  /** Where the pointer is let go, the exact frame is looked for; what played plays on. */
  async function seekExactly(share: number, played: boolean) {
    const { scale, live, lengthMs } = drawn
    const value = valueAt(scale, share)
    if (scale.unit === 'frames') store.select(Math.round(value), 0.25)
    else if (live && value >= lengthMs) return store.goLive()
    else if (value >= lengthMs) store.select(store.getState().tail.lastSeq, 0.25)
    else await store.seekMs(value)
    if (played) store.play()
  }

  /** The mark under the pointer, where it is pressed in the lane of marks. */
  function markAt(event: PointerEvent) {
    const box = track.current?.getBoundingClientRect()
    if (box === undefined || event.clientY < box.bottom - 18) return null
    const { scale, markers } = drawn
    const seen = markers.list.filter(({ type }) => type !== 'tool_start' && type !== 'tool_end')
    const near = marks(seen, scale, 9 / box.width)
    const share = shareAt(event)
    return near.find((mark) => Math.abs(mark.share - share) * box.width <= 8) ?? null
  }

  const handlers = {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0) return
      setHover(null)
      const mark = markAt(event)
      if (mark !== null) return store.select(mark.seq, 0.25)
      event.currentTarget.setPointerCapture(event.pointerId)
      const { playing } = store.getState().play
      drag.current = { pointer: event.pointerId, timer: null, share: shareAt(event), played: playing }
      seekNear(shareAt(event))
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      const dragged = drag.current
      if (dragged?.pointer !== event.pointerId) {
        if (event.pointerType === 'mouse') setHover(shareAt(event))
        return
      }
      dragged.share = shareAt(event)
      dragged.timer ??= setTimeout(() => {
        dragged.timer = null
        if (drag.current === dragged) seekNear(dragged.share)
      }, seekEveryMs)
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      const dragged = drag.current
      if (dragged?.pointer !== event.pointerId) return
      if (dragged.timer !== null) clearTimeout(dragged.timer)
      drag.current = null
      void seekExactly(shareAt(event), dragged.played)
    },
    onPointerCancel() {
      drag.current = null
    },
    onPointerLeave: () => setHover(null),
    /** Space plays, as everywhere on the page: a slider has no use for it. The other keys are those of the page. */
    onKeyDown(event: KeyboardEvent) {
      if (event.key !== ' ') return
      event.preventDefault()
      store.togglePlay()
    },
  }
  return { hover, handlers }
}
