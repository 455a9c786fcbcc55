import { startChild } from '../tail/child.ts'
import type { ReadOnce } from './read-once.ts'

/** Has a process of its own read one state, the first thing that it does, and gives how long that took it. */
export async function readCold(publicId: string, at: number, url: string): Promise<{ at: number; ms: number }> {
  const child = startChild<ReadOnce>('bench/state/read-once.ts', {
    args: [publicId, String(at)],
    vars: { DATABASE_URL: url },
  })
  const { ms } = await child.next('read')
  await child.ended
  return { at, ms }
}
