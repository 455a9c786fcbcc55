import type { Database } from '#lib/db/client.ts'
import { saveUsage } from '#lib/db/save-usage.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import type { Rest, Rollup } from '#lib/dialects/rest.ts'
import { readPage, type Asking } from './read-page.ts'
import type { Read } from './read-runs.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How far back usage is read. Older hours and days stay as they were read last. */
const windows: Record<Rollup, { bucketMs: number; spanMs: number; unit: string }> = {
  hour: { bucketMs: HOUR_MS, spanMs: 48 * HOUR_MS, unit: 'hourly' },
  day: { bucketMs: DAY_MS, spanMs: 30 * DAY_MS, unit: 'daily' },
}

/** Reads what a source's upstream accounts for; null where it does not, or where its address is not known. */
export async function readUsage({
  db,
  upstream,
  rest,
  asking,
}: {
  db: Database
  upstream: OpenUpstream
  rest: Rest
  asking: Asking
}): Promise<Read | null> {
  const { usage } = rest
  if (!usage) return null
  const found: string[] = []
  for (const rollup of usage.rollups) {
    const { bucketMs, spanMs, unit } = windows[rollup]
    const untilMs = asking.now()
    // From the start of an hour or day: a part of one must not replace the whole.
    const sinceMs = Math.floor((untilMs - spanMs) / bucketMs) * bucketMs
    const request = usage.request({ sinceMs, untilMs, rollup })
    if (request.host === 'api' && upstream.settings.apiBaseUrl === undefined) return null
    const answer = await readPage(request, asking)
    if (answer.name === 'failed') return { ok: false, detail: answer.detail, afterMs: answer.afterMs }
    const buckets = usage.read(answer.text)
    await saveUsage({ sourceId: upstream.id, rollup, buckets }, db)
    found.push(`${buckets.length} ${unit}`)
  }
  return { ok: true, detail: `${found.join(' and ')} figures`, afterMs: null }
}
