/** A mark of a chart: when, how much (null where nothing is known), and the frame that it leads to. */
export type ChartPoint = { ms: number; value: number | null; seq: number | null }

/** Where a chart leaves off: nothing was recorded between the two. */
export type ChartBreak = { fromMs: number; toMs: number }

/** The known point that lies nearest to a moment; points are in the order of time. */
export function nearestPoint(points: readonly ChartPoint[], ms: number): number {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.ms ?? 0) < ms) low = middle + 1
    else high = middle
  }
  let best = -1
  for (const index of [previousKnown(points, low - 1), nextKnown(points, low)]) {
    const point = points[index]
    const before = points[best]
    if (point && (!before || Math.abs(point.ms - ms) < Math.abs(before.ms - ms))) best = index
  }
  return best
}

/** The same or the next point whose value is known; −1 if there is none. */
export function nextKnown(points: readonly ChartPoint[], from: number): number {
  for (let index = Math.max(0, from); index < points.length; index++) if (points[index]?.value !== null) return index
  return -1
}

export function previousKnown(points: readonly ChartPoint[], from: number): number {
  for (let index = Math.min(from, points.length - 1); index >= 0; index--) {
    if (points[index]?.value !== null) return index
  }
  return -1
}

/**
 * The points with an unknown one wherever missing data lies between two, so that no line runs over it. A line of `steps`
 * is held until then and taken up again after.
 */
export function breakLine(
  points: readonly ChartPoint[],
  breaks: readonly ChartBreak[],
  { steps = false } = {},
): ChartPoint[] {
  const broken: ChartPoint[] = []
  let next = 0
  for (const point of points) {
    for (let at = breaks[next]; at !== undefined && at.fromMs < point.ms; at = breaks[++next]) {
      const before = broken.at(-1)
      if (before === undefined) continue
      if (steps) broken.push({ ...before, ms: at.fromMs })
      broken.push({ ms: at.fromMs, value: null, seq: null })
      if (steps && at.toMs < point.ms) broken.push({ ...before, ms: at.toMs })
    }
    broken.push(point)
  }
  return broken
}
