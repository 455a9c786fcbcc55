import { kinds } from '#lib/dialects/kind.ts'

/** How many frames of each kind lie in each slice of a run; `step` is the width of a slice. Plain JSON. */
export type Density = { step: number; slices: number[][] }

const maxSlices = 600

/** Slices that are wide enough for a run of this length. Widths are powers of two, so that slices can be joined. */
export function emptyDensity(length: number): Density {
  let step = 1
  while (length / step >= maxSlices) step *= 2
  return { step, slices: [] }
}

/** Counts frames of a kind into a slice of the width that the density has now, in place. */
export function addToDensity(density: Density, slice: number, kind: number, count: number): void {
  let at = slice
  while (at >= maxSlices) {
    density.slices = joinPairs(density.slices)
    density.step *= 2
    at = Math.floor(at / 2)
  }
  while (density.slices.length <= at) density.slices.push(kinds.map(() => 0))
  const counts = density.slices[at]
  if (counts) counts[kind] = (counts[kind] ?? 0) + count
}

/** All frames of each slice, and the kind that most of them have. */
export function flatten({ slices }: Density): { counts: number[]; dominant: number[] } {
  return {
    counts: slices.map((slice) => slice.reduce((sum, count) => sum + count, 0)),
    dominant: slices.map((slice) =>
      slice.reduce((most, count, kind) => (count > (slice[most] ?? 0) ? kind : most), kinds.length - 1),
    ),
  }
}

function joinPairs(slices: readonly number[][]): number[][] {
  return Array.from({ length: Math.ceil(slices.length / 2) }, (_, pair) =>
    kinds.map((_kind, kind) => (slices[2 * pair]?.[kind] ?? 0) + (slices[2 * pair + 1]?.[kind] ?? 0)),
  )
}
