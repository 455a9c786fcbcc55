import { z } from 'zod'
import type { Credential } from '#lib/api/source.ts'
import type { UpstreamCredential } from '#lib/http/compose.ts'
import { seal, unseal } from '#lib/secret/seal.ts'

// The two secret columns of a source, as JSON. Names stay readable, so that a list never opens a value; each value is
// sealed, and bound to the source's id and to what it is for.

const Stored = z.strictObject({
  scheme: z.enum(['bearer', 'header', 'query']),
  name: z.string().nullable(),
  sealed: z.string(),
})

const StoredHeaders = z.record(z.string(), z.string())

/** A credential as the API takes it, for the `credential` column. */
export function sealCredential(credential: Credential, sourceId: string, secret: Uint8Array): string {
  const given = typeof credential === 'string' ? { scheme: 'bearer' as const, value: credential } : credential
  const shown = { scheme: given.scheme, name: 'name' in given ? given.name : null }
  return JSON.stringify({ ...shown, sealed: seal(given.value, credentialPlace(sourceId, shown), secret) })
}

export function openCredential(column: string, sourceId: string, secret: Uint8Array): UpstreamCredential {
  const stored = Stored.parse(JSON.parse(column))
  const value = unseal(stored.sealed, credentialPlace(sourceId, stored), secret)
  if (stored.scheme === 'bearer') return { scheme: 'bearer', name: null, value }
  if (stored.name === null) throw new Error(`the credential of source ${sourceId} has no name`)
  return { scheme: stored.scheme, name: stored.name, value }
}

/** How a source is authorized, without the value. */
export function describeCredential(column: string): Shown {
  const { scheme, name } = Stored.parse(JSON.parse(column))
  return { scheme, name }
}

/** Extra headers, for the `headers` column; null if there are none. */
export function sealHeaders(headers: Record<string, string>, sourceId: string, secret: Uint8Array): string | null {
  const sealed = Object.entries(headers).map(([name, value]) => [
    name,
    seal(value, headerPlace(sourceId, name), secret),
  ])
  return sealed.length === 0 ? null : JSON.stringify(Object.fromEntries(sealed))
}

export function openHeaders(column: string, sourceId: string, secret: Uint8Array): Record<string, string> {
  const stored = Object.entries(StoredHeaders.parse(JSON.parse(column)))
  return Object.fromEntries(stored.map(([name, value]) => [name, unseal(value, headerPlace(sourceId, name), secret)]))
}

export function headerNames(column: string | null): string[] {
  return column === null ? [] : Object.keys(StoredHeaders.parse(JSON.parse(column)))
}

type Shown = { scheme: 'bearer' | 'header' | 'query'; name: string | null }

function credentialPlace(row: string, { scheme, name }: Shown) {
  return { row, column: `credential ${scheme} ${name ?? ''}` }
}

function headerPlace(row: string, name: string) {
  return { row, column: `header ${name}` }
}
