import type { Purpose } from '#lib/api/connection.ts'
import { database } from './client.ts'
import { Prisma } from './generated/client.ts'
import { isUniqueViolation } from './unique-violation.ts'
import { storable, storableJson } from './storable.ts'

export type NewConnection = {
  runId: bigint
  purpose: Purpose
  method: string
  path: string
  requestHeaders: Record<string, string>
  requestBody: Uint8Array<ArrayBuffer> | null
  cursorSent: string | null
  openedUs: number
}

/**
 * Writes down that a request is about to be sent, before it is, so that a crash cannot hide it; its number among the
 * run's exchanges. The recorder of a run and those who act on it number alike. The same request written twice, because
 * the first answer was lost, is one: it opened in the same moment and has no end yet.
 */
export async function openConnection(connection: NewConnection, db = database()): Promise<number> {
  const { runId, purpose, method, path, requestHeaders, requestBody, cursorSent, openedUs } = connection
  const statement = Prisma.sql`
    WITH known AS (
      SELECT number FROM connection
      WHERE run_id = ${runId} AND opened_us = ${openedUs} AND purpose = ${purpose} AND closed_us IS NULL
    ), made AS (
      INSERT INTO connection (run_id, number, purpose, method, path, request_headers, request_body, cursor_sent, opened_us)
      SELECT ${runId}, coalesce(max(number), 0) + 1, ${purpose}, ${method}, ${storable(path)},
        ${storableJson(requestHeaders)}::jsonb, ${requestBody}, ${cursorSent}, ${openedUs}
      FROM connection WHERE run_id = ${runId} HAVING NOT EXISTS (SELECT FROM known)
      RETURNING number
    )
    SELECT number FROM known UNION ALL SELECT number FROM made`
  for (;;) {
    try {
      const [row] = await db.prisma.$queryRaw<{ number: number }[]>(statement)
      if (!row) throw new Error(`no number for an exchange of run ${runId}`)
      return row.number
    } catch (error) {
      // Another exchange of the run took this number in the same moment.
      if (!isUniqueViolation(error)) throw error
    }
  }
}
