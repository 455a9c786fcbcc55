/** What is needed to place a moment in a run: its start and the clock that the run is read by. */
export type RunClock = { startedUs: bigint | null; clock: string | null }

/**
 * Milliseconds from the run's start to a frame, on the run's clock. Null where there is none: a run of steps only, or
 * a frame without the upstream's time in a run that is read by it. A run whose clock is not settled yet is watched from
 * its start, so ours holds.
 */
export function offsetMs(run: RunClock, frame: { receivedUs: bigint; emittedUs: bigint | null }): number | null {
  if (run.startedUs === null || run.clock === 'none') return null
  const us = run.clock === 'emitted' ? frame.emittedUs : frame.receivedUs
  return us === null ? null : millisecondsBetween(run.startedUs, us)
}

/** How long a run took, or has taken until its last frame. */
export function durationMs(run: RunClock & { endedUs: bigint | null; lastFrameUs: bigint | null }): number | null {
  const until = run.endedUs ?? run.lastFrameUs
  if (run.startedUs === null || until === null || run.clock === 'none') return null
  return Math.max(0, millisecondsBetween(run.startedUs, until))
}

function millisecondsBetween(from: bigint, until: bigint): number {
  return Number(until - from) / 1000
}
