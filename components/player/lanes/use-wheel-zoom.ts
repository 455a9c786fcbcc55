'use client'

import { useEffect, useEffectEvent, type RefObject } from 'react'
import { usePlayerParts } from '../use-player.ts'
import { panned, zoomedAt } from '../timeline/scale.ts'
import { valueAt, type LaneScale } from './lane-scale.ts'

/** Ctrl or ⌘ with the wheel zooms at the pointer; the wheel to the side moves what is zoomed. */
export function useWheelZoom(
  track: RefObject<HTMLElement | null>,
  { scale, wholeMs }: { scale: LaneScale; wholeMs: number },
): void {
  const { store } = usePlayerParts()
  const onWheel = useEffectEvent((event: WheelEvent) => {
    const box = track.current?.getBoundingClientRect()
    if (box === undefined || scale.unit !== 'ms') return
    const view = { fromMs: scale.from, toMs: scale.to }
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault()
      const share = (event.clientX - box.left) / box.width
      store.setZoom(zoomedAt(view, wholeMs, valueAt(scale, share), event.deltaY > 0 ? 1.25 : 0.8))
    } else if (sideways !== 0 && store.getState().zoom !== null) {
      event.preventDefault()
      store.setZoom(panned(view, wholeMs, sideways / box.width))
    }
  })
  useEffect(() => {
    const element = track.current
    if (element === null) return
    const listen = (event: WheelEvent) => onWheel(event)
    element.addEventListener('wheel', listen, { passive: false })
    return () => element.removeEventListener('wheel', listen)
  }, [track])
}
