import { setTimeout as delay } from 'node:timers/promises'

/** Resolves after so many ms, or as soon as the signal aborts; never rejects. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

export const sleep: Sleep = async (ms, signal) => {
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined) // only an abort rejects it
}
