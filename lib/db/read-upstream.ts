import type { UpstreamCredential } from '#lib/http/compose.ts'
import { SourceSettings } from '#lib/api/source.ts'
import { secret as ownSecret } from '#lib/secret/secret.ts'
import { database } from './client.ts'
import { openCredential, openHeaders } from './source-secrets.ts'

/** A source with its secrets open: for requests to the upstream only, never for an answer. */
export type OpenUpstream = {
  id: string
  slug: string
  dialect: string
  baseUrl: string
  credential: UpstreamCredential | null
  headers: Record<string, string>
  settings: SourceSettings
}

/** The source that the recorder or a check talks to, or null if it is gone. */
export async function readUpstream(
  sourceId: string,
  db = database(),
  secret = ownSecret(),
): Promise<OpenUpstream | null> {
  const row = await db.prisma.source.findUnique({
    where: { id: sourceId },
    select: { id: true, slug: true, dialect: true, baseUrl: true, credential: true, headers: true, settings: true },
  })
  if (!row) return null
  return {
    id: row.id,
    slug: row.slug,
    dialect: row.dialect,
    baseUrl: row.baseUrl,
    credential: row.credential === null ? null : openCredential(row.credential, row.id, secret),
    headers: row.headers === null ? {} : openHeaders(row.headers, row.id, secret),
    settings: SourceSettings.parse(row.settings),
  }
}
