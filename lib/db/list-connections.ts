import { z } from 'zod'
import { Connection } from '#lib/api/connection.ts'
import { isoFromUs, isoOrNull } from '#lib/api/instant.ts'
import { database } from './client.ts'

/** The HTTP exchanges of a run in their order, or null if there is no such run. */
export async function listConnections(publicId: string, db = database()): Promise<Connection[] | null> {
  const run = await db.prisma.run.findUnique({
    where: { publicId },
    select: { connections: { orderBy: { number: 'asc' } } },
  })
  if (!run) return null
  return run.connections.map((row) => ({
    number: row.number,
    purpose: Connection.shape.purpose.parse(row.purpose),
    method: row.method,
    path: row.path,
    requestHeaders: Headers.parse(row.requestHeaders),
    requestBody: text(row.requestBody),
    status: row.status,
    responseHeaders: Headers.nullable().parse(row.responseHeaders),
    responseBody: text(row.responseBody),
    cursorSent: row.cursorSent,
    openedAt: isoFromUs(row.openedUs),
    firstByteAt: isoOrNull(row.firstByteUs),
    closedAt: isoOrNull(row.closedUs),
    why: row.why,
    detail: row.detail,
    frames: row.frames,
    duplicates: row.duplicates,
    tail: row.tail === null ? null : Buffer.from(row.tail).toString('base64'),
  }))
}

const Headers = z.record(z.string(), z.string())

function text(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}
