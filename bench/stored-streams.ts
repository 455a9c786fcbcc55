import { createHash } from 'node:crypto'
import type { Database } from '#lib/db/client.ts'

/** A run's frames as they are stored: how many, numbered without a hole, and the hash of their bytes in order. */
export type StoredStream = { frames: number; unbroken: boolean; sha256: string }

/** What is stored of every run, by run id. */
export async function storedStreams(db: Database): Promise<Map<bigint, StoredStream>> {
  const { rows } = await db.pool.query<{ run_id: string; n: number; last: number; sha256: string }>(`
    SELECT run_id, count(*)::int AS n, max(seq) AS last, encode(sha256(string_agg(raw, ''::bytea ORDER BY seq)), 'hex') AS sha256
    FROM frame GROUP BY run_id`)
  return new Map(
    rows.map(({ run_id, n, last, sha256 }) => [BigInt(run_id), { frames: n, unbroken: n === last, sha256 }]),
  )
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
