import { randomUUID } from 'node:crypto'
import { slugPattern, type Source, type SourceInput } from '#lib/api/source.ts'
import { secret as ownSecret } from '#lib/secret/secret.ts'
import { database, type Database } from './client.ts'
import { getSource } from './get-source.ts'
import { sealCredential, sealHeaders } from './source-secrets.ts'
import { isUniqueViolation } from './unique-violation.ts'

/** Makes a source. Without a slug it gets one made of its name; null if the slug that was asked for is taken. */
export async function createSource(input: SourceInput, db = database(), secret = ownSecret()): Promise<Source | null> {
  const wanted = input.slug ?? slugOf(input.name)
  for (const slug of input.slug === undefined ? numbered(wanted) : [wanted]) {
    const created = await insert(slug, input, db, secret)
    if (created) return created
  }
  return null
}

async function insert(slug: string, input: SourceInput, db: Database, secret: Uint8Array): Promise<Source | null> {
  const id = randomUUID()
  const { headers = {}, ...settings } = input.settings ?? {}
  try {
    await db.prisma.source.create({
      data: {
        id,
        slug,
        name: input.name,
        dialect: input.dialect,
        baseUrl: input.baseUrl,
        credential: input.credential === undefined ? null : sealCredential(input.credential, id, secret),
        headers: sealHeaders(headers, id, secret),
        settings,
      },
      select: { id: true },
    })
  } catch (cause) {
    if (isUniqueViolation(cause)) return null
    throw cause
  }
  return getSource(slug, db)
}

/** A slug made of a name: what is left of it in lower-case letters and digits. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '')
  return slugPattern.test(slug) && !reserved.has(slug) ? slug : `source${slug ? `-${slug}` : ''}`
}

// The proxy's own paths: a source is reached there by its slug.
const reserved = new Set(['api', 'replay', 'metrics'])

function* numbered(slug: string): Generator<string> {
  yield slug
  for (let number = 2; number <= 200; number++) yield `${slug}-${number}`
}
