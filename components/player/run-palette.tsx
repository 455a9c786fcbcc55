'use client'

import { formatCount } from '#lib/format/count.ts'
import { Palette } from '#components/shell/palette.tsx'
import type { PaletteItem } from '#components/shell/palette-items.ts'
import { parsePlace } from './go-to.ts'
import { usePlayerParts } from './use-player.ts'

/** The commands of the run page; a number that is typed is a frame. */
export function RunPalette({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
  const { store } = usePlayerParts()
  const places = (typed: string): PaletteItem[] => {
    const place = parsePlace(typed)
    if (place?.type !== 'frame') return []
    const { seq } = place
    return [{ label: `Go to frame ${formatCount(seq)}`, scope: 'Frames', keys: [], run: () => store.select(seq, 0.25) }]
  }
  return <Palette open={open} onOpen={onOpen} places={places} />
}
