import type { Database } from '#lib/db/client.ts'

/** How long frames took to be committed, in ms. */
export type Lags = { p50: number; p95: number; p99: number; max: number }

/**
 * From when a frame was read off its socket, and from when its upstream wrote it, to its commit. All three times are of
 * this machine's wall clock; the commit's is Postgres's own.
 */
export async function commitLags(db: Database): Promise<{ received: Lags; emitted: Lags }> {
  const since = (column: string) => `
    SELECT percentile_cont(ARRAY[0.5, 0.95, 0.99, 1]) WITHIN GROUP (ORDER BY committed_us - ${column}) AS us FROM frames`
  const { rows } = await db.pool.query<{ us: [number, number, number, number] }>(`
    WITH frames AS MATERIALIZED (
      SELECT received_us, emitted_us, extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1e6 AS committed_us FROM frame
    ) ${since('received_us')} UNION ALL ${since('emitted_us')}`)
  const [received, emitted] = rows.map(({ us: [p50, p95, p99, max] }) => ({
    p50: p50 / 1000,
    p95: p95 / 1000,
    p99: p99 / 1000,
    max: max / 1000,
  }))
  if (!received || !emitted) throw new Error('no frame was stored')
  return { received, emitted }
}

/** What a flush of the write-ahead log took on average, in ms: it comes after the time that a commit is given. */
export async function walFlushMs(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ ms: number }>(
    `SELECT sum(fsync_time) / nullif(sum(fsyncs), 0) AS ms FROM pg_stat_io WHERE object = 'wal'`,
  )
  return rows[0]?.ms ?? 0
}
