import type { ReadName } from '#lib/db/claim-reads.ts'

const EVERY_MS: Record<ReadName, number> = { runs: 30_000, usage: 5 * 60_000 }
const MAX_MS = 5 * 60_000

/** How long until the next read: the usual time, longer with each failure in succession, and as long as was asked for. */
export function nextReadMs(
  name: ReadName,
  { failures, afterMs }: { failures: number; afterMs: number | null },
  random: () => number,
): number {
  const usual = Math.min(MAX_MS, EVERY_MS[name] * 2 ** Math.min(failures, 10))
  // Spread, so that sources that were added together are not read together for ever.
  return Math.round(Math.max(usual * (0.8 + 0.4 * random()), afterMs ?? 0))
}
