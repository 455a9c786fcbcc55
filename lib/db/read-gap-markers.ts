import { Gap } from '#lib/api/frame.ts'
import { usFromIso } from '#lib/api/instant.ts'
import type { Marker } from '#lib/api/markers.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import type { Columns } from '#lib/run/series-columns.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { isSteps, timeAt, timesOf, type FrameScan } from './scan-frames.ts'

/** The gaps of a run, each from when it opened to when it closed; on the upstream's clock from frame to frame. */
export async function readGapMarkers(
  scan: FrameScan,
  columns: Columns,
  run: FoundRun,
  db: Database,
): Promise<Marker[]> {
  const seqs = scan.points.filter(({ kind }) => kind === kindCode('gap')).map(({ seq }) => seq)
  if (seqs.length === 0) return []
  const { rows } = await db.pool.query<{ seq: number; raw: Buffer }>(
    `SELECT seq, raw FROM frame WHERE run_id = $1 AND seq = ANY ($2::int[]) ORDER BY seq`,
    [run.id, seqs],
  )
  const times = timesOf(columns, run)
  const offset = (us: number | null | undefined) =>
    us === null || us === undefined || isSteps(run) ? null : Math.max(0, (us - Number(run.startedUs)) / 1000)
  return rows.map(({ seq, raw }): Marker => {
    const gap = readGap(raw.toString('utf8'))
    const ours = run.clock !== 'emitted'
    const opened = (ours ? usOfInstant(gap?.openedAt) : null) ?? timeAt(times, seq - 1) ?? timeAt(times, seq)
    const closed = (ours ? usOfInstant(gap?.closedAt) : null) ?? timeAt(times, seq + 1) ?? timeAt(times, seq)
    const [offsetMs, endMs] = [offset(opened), offset(closed)]
    return {
      type: 'gap',
      seq,
      offsetMs,
      ...(endMs !== null && { endMs: Math.max(endMs, offsetMs ?? 0) }),
      ...(gap && { name: gap.reason }),
    }
  })
}

function usOfInstant(iso: string | null | undefined): number | null {
  const us = iso ? usFromIso(iso) : null
  return us === null ? null : Number(us)
}

function readGap(raw: string): Gap | null {
  try {
    return Gap.safeParse(JSON.parse(raw)).data ?? null
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}
