import { readCrashAt } from '#lib/env.ts'

/**
 * Places where a recorder can be made to die as by a kill -9, to see what is left: `CRASH_AT=frames_stored` at the first
 * time, `CRASH_AT=frames_stored:20` at the twentieth.
 *
 * - `run_claimed`: a run is this recorder's, and nothing was done about it
 * - `connection_noted`: the connection is in the log, and no request was sent
 * - `stream_opened`: the stream began, and nothing of it was read
 * - `frames_read`: frames are in memory alone
 * - `frames_stored`: they are committed, and nobody here knows
 * - `stream_over`: all of a stream is stored, and its connection is still open by the log
 * - `recording_closing`: all is there but that the recording is closed
 * - `recording_closed`: it is closed, and what comes after was not done
 */
export const crashPoints = [
  'run_claimed',
  'connection_noted',
  'stream_opened',
  'frames_read',
  'frames_stored',
  'stream_over',
  'recording_closing',
  'recording_closed',
] as const

export type CrashPoint = (typeof crashPoints)[number]

let armed: { point: string; left: number } | null | undefined

/** Dies here if this process was told to. Without CRASH_AT it costs a comparison and does nothing. */
export function crashPoint(point: CrashPoint): void {
  if (armed === undefined) armed = readCrashAt()
  if (armed?.point !== point || --armed.left > 0) return
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way, and nothing may happen any more.
  for (;;);
}
