import { database } from './client.ts'

export type RunsBucket = { from: Date; count: number; failed: number }

/** How many runs were made, and failed or were lost, in each of so many equal slices of a time. */
export async function runsPerBucket(
  { from, to, buckets }: { from: Date; to: Date; buckets: number },
  db = database(),
): Promise<RunsBucket[]> {
  const { rows } = await db.pool.query<{ slice: number; count: number; failed: number }>({
    name: 'runs-per-bucket',
    text: `
      SELECT width_bucket(extract(epoch FROM created_at), $3, $4, $5) - 1 AS slice, count(*)::integer AS count,
        (count(*) FILTER (WHERE status IN ('failed', 'lost')))::integer AS failed
      FROM run WHERE created_at >= $1 AND created_at < $2 GROUP BY 1`,
    values: [from, to, from.getTime() / 1000, to.getTime() / 1000, buckets],
  })
  const counted = new Map(rows.map((row) => [row.slice, row]))
  const width = (to.getTime() - from.getTime()) / buckets
  return Array.from({ length: buckets }, (_, slice) => ({
    from: new Date(from.getTime() + slice * width),
    count: counted.get(slice)?.count ?? 0,
    failed: counted.get(slice)?.failed ?? 0,
  }))
}
