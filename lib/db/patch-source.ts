import type { Source, SourcePatch } from '#lib/api/source.ts'
import { secret as ownSecret } from '#lib/secret/secret.ts'
import { database } from './client.ts'
import { hastenReads } from './finish-read.ts'
import { getSource } from './get-source.ts'
import { notifyWork } from './notify-work.ts'
import { sealCredential, sealHeaders } from './source-secrets.ts'

/**
 * Changes a source, or null if there is none of that slug. Settings are replaced as a whole, but extra headers only
 * where they are given: nobody can read their values back to send them again. A new credential takes up the
 * recordings that wait for one.
 */
export async function patchSource(
  slug: string,
  patch: SourcePatch,
  db = database(),
  secret = ownSecret(),
): Promise<Source | null> {
  const source = await db.prisma.source.findUnique({ where: { slug }, select: { id: true } })
  if (!source) return null
  const { headers, ...settings } = patch.settings ?? {}
  const isOther = patch.credential !== undefined || headers !== undefined || patch.baseUrl !== undefined
  await db.prisma.source.update({
    where: { id: source.id },
    data: {
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(patch.baseUrl === undefined ? {} : { baseUrl: patch.baseUrl }),
      ...(patch.credential === undefined
        ? {}
        : { credential: patch.credential === null ? null : sealCredential(patch.credential, source.id, secret) }),
      ...(patch.settings === undefined ? {} : { settings }),
      ...(headers === undefined ? {} : { headers: sealHeaders(headers, source.id, secret) }),
      // What the last check found is no longer about this source.
      ...(isOther ? { healthOk: null, healthDetail: null, healthLatencyMs: null, healthCheckedAt: null } : {}),
    },
    select: { id: true },
  })
  if (isOther || patch.settings !== undefined) await hastenReads(source.id, db)
  if (isOther) {
    const { count } = await db.prisma.recording.updateMany({
      where: { run: { sourceId: source.id, recording: 'auth_required' }, state: { not: 'closed' } },
      data: { state: 'open', retryAt: null },
    })
    if (count > 0) await notifyWork(db)
  }
  return getSource(slug, db)
}
