/** Frames and errors over a run's time, in at most 64 slices of `widthUs`; plain JSON. */
export type Activity = { widthUs: number; counts: number[]; errors: number[] }

const SLICES = 64
const FIRST_WIDTH_US = 31_250 // 64 slices are 2 s; the width doubles whenever they are full

export const noActivity = (): Activity => ({ widthUs: FIRST_WIDTH_US, counts: [], errors: [] })

/** Counts one frame at its offset from the run's start, in place. */
export function addActivity(activity: Activity, offsetUs: number, isError: boolean): void {
  let slice = Math.floor(Math.max(0, offsetUs) / activity.widthUs)
  while (slice >= SLICES) {
    activity.counts = halve(activity.counts)
    activity.errors = halve(activity.errors)
    activity.widthUs *= 2
    slice = Math.floor(slice / 2)
  }
  for (const list of [activity.counts, activity.errors]) while (list.length <= slice) list.push(0)
  activity.counts[slice] = (activity.counts[slice] ?? 0) + 1
  if (isError) activity.errors[slice] = (activity.errors[slice] ?? 0) + 1
}

function halve(list: number[]): number[] {
  return Array.from({ length: Math.ceil(list.length / 2) }, (_, i) => (list[2 * i] ?? 0) + (list[2 * i + 1] ?? 0))
}
