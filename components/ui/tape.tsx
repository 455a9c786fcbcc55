import { base, tapeTicks } from './tape-ticks.ts'

const height = 32

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
