import { transcriptVersion } from '#lib/run/transcript.ts'
import { version } from '#lib/version.ts'
import type { RunClock } from './run-clock.ts'

/** Frames from one snapshot to the next. */
export const snapshotEvery = 1000

/**
 * What a snapshot depends on beside the frames: this program, whose folds and dialects read them, and the clock that
 * offsets are counted by. One that was written with another key is not read; it is made anew.
 */
export function snapshotKey(run: RunClock): string {
  return `${version}/${transcriptVersion} ${run.clock ?? ''} ${run.startedUs ?? ''}`
}
