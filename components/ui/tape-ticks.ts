/** The line that ticks stand on. */
export const base = 27

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
  for (const [slice, count] of activity.errors.entries()) {
    if (count > 0) failed.add(Math.floor((slice * used) / counts.length))
  }
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
