/** Calls back once nothing was heard for `ms`; never, if `ms` is null. */
export type Watchdog = { heard(): void; stop(): void }

export function createWatchdog(ms: number | null, onSilence: () => void): Watchdog {
  if (ms === null) return { heard: () => undefined, stop: () => undefined }
  const timer = setTimeout(onSilence, ms)
  return { heard: () => void timer.refresh(), stop: () => clearTimeout(timer) }
}
