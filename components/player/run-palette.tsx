'use client'

import { formatCount } from '#lib/format/count.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { Palette } from '#components/shell/palette.tsx'
import type { PaletteItem } from '#components/shell/palette-items.ts'
import { parsePlace, type Place } from './go-to.ts'
import { usePlayerParts } from './use-player.ts'

/** The commands of the run page; a number that is typed is a frame, and times and tools are places too. */
export function RunPalette({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
  const { store } = usePlayerParts()
  const places = (typed: string): PaletteItem[] => {
    const place = parsePlace(typed)
    if (place === null) return []
    const run = () =>
      void store.toPlace(place).then((problem) => {
        if (problem !== null) store.say(problem)
      })
    return [{ label: `Go to ${nameOf(place)}`, scope: 'Frames', keys: [], run }]
  }
  return <Palette open={open} onOpen={onOpen} places={places} />
}

function nameOf(place: Place): string {
  switch (place.type) {
    case 'frame':
      return `frame ${formatCount(place.seq)}`
    case 'time':
      return formatOffset(place.ms)
    case 'instant':
      return place.instant
    case 'tool':
      return `tool ${place.name}`
    default:
      return place satisfies never
  }
}
