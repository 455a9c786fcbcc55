const height = 32
const base = 27

/**
 * Activity of a run as a tape: a 2 px tick for each slice, its height the frames in it; slices with an error
 * full height, the silence since the last frame dotted. The newest slice stands at the right edge.
 */
export function Tape({
  activity,
  live = false,
  silent = false,
  width = 96,
}: {
  activity: { counts: readonly number[]; errors: readonly number[] } | null
  live?: boolean | undefined
  silent?: boolean | undefined
  width?: number | undefined
}) {
  const columns = Math.floor(width / 3) - (silent ? 6 : 0)
  const { ticks, errors } = activity ? tapeTicks(activity, columns) : { ticks: '', errors: '' }
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className="block overflow-visible fill-none stroke-2"
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      <path d={`M0 ${base}.5H${width}`} className="stroke-hairline stroke-1" />
      <path d={ticks} className={live ? 'stroke-running' : 'stroke-control'} />
      <path d={errors} className="stroke-error" />
      {silent && <path d={`M${columns * 3} ${base}H${width}`} className="stroke-stall" strokeDasharray="2 1" />}
    </svg>
  )
}

/** Path data of the ticks. Counts are put into as many columns as fit; a tall tick is the busiest column. */
export function tapeTicks(
  activity: { counts: readonly number[]; errors: readonly number[] },
  columns: number,
): { ticks: string; errors: string } {
  const { counts } = activity
  const used = Math.min(columns, counts.length)
  const sums = Array.from({ length: used }, () => 0)
  const failed = new Set<number>()
  for (const [slice, count] of counts.entries()) {
    const column = Math.floor((slice * used) / counts.length)
    sums[column] = (sums[column] ?? 0) + count
  }
  for (const slice of activity.errors) failed.add(Math.floor((slice * used) / counts.length))
  const most = Math.max(1, ...sums)
  const first = (columns - used) * 3 + 1
  let ticks = ''
  let errors = ''
  for (const [column, sum] of sums.entries()) {
    const x = first + column * 3
    if (failed.has(column)) errors += `M${x} ${base}V1`
    // The square root keeps a quiet slice visible beside a burst.
    else if (sum > 0) ticks += `M${x} ${base}v-${Math.max(2, Math.round(Math.sqrt(sum / most) * 22))}`
  }
  return { ticks, errors }
}
