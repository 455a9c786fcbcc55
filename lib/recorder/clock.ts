/** Microseconds since 1970 that never go back while the process runs, whatever the wall clock does. */
export type Clock = () => number

/**
 * A clock for one connection: the monotonic clock, anchored to the wall clock once, now. Read it once a socket read.
 * `notBefore` is the run's latest frame: time within a run never goes back, even over a takeover by another machine.
 */
export function anchoredClock(
  notBefore: number,
  {
    wallMs = Date.now,
    monotonicNs = process.hrtime.bigint,
  }: { wallMs?: () => number; monotonicNs?: () => bigint } = {},
): Clock {
  const wallUs = Math.round(wallMs() * 1000)
  const startNs = monotonicNs()
  let last = notBefore
  return () => {
    const us = wallUs + Number((monotonicNs() - startNs) / 1000n)
    last = Math.max(last, us)
    return last
  }
}
