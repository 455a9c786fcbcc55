import { z } from 'zod'
import type { Credential } from '#lib/api/source.ts'
import type { UpstreamCredential } from '#lib/http/compose.ts'
import { seal, unseal } from '#lib/secret/seal.ts'

// The two sealed columns of a source. Each is one JSON text under one seal, bound to the source's id and its column.

const StoredCredential = z.union([
  z.strictObject({ scheme: z.literal('bearer'), name: z.null(), value: z.string() }),
  z.strictObject({ scheme: z.enum(['header', 'query']), name: z.string(), value: z.string() }),
])

const StoredHeaders = z.record(z.string(), z.string())

/** A credential as the API takes it, sealed for the `credential` column. */
export function sealCredential(credential: Credential, sourceId: string, secret: Uint8Array): string {
  return seal(JSON.stringify(plain(credential)), { row: sourceId, column: 'credential' }, secret)
}

export function openCredential(sealed: string, sourceId: string, secret: Uint8Array): UpstreamCredential {
  return StoredCredential.parse(JSON.parse(unseal(sealed, { row: sourceId, column: 'credential' }, secret)))
}

/** Extra headers, sealed for the `headers` column; null if there are none. */
export function sealHeaders(headers: Record<string, string>, sourceId: string, secret: Uint8Array): string | null {
  if (Object.keys(headers).length === 0) return null
  return seal(JSON.stringify(headers), { row: sourceId, column: 'headers' }, secret)
}

export function openHeaders(sealed: string, sourceId: string, secret: Uint8Array): Record<string, string> {
  return StoredHeaders.parse(JSON.parse(unseal(sealed, { row: sourceId, column: 'headers' }, secret)))
}

function plain(credential: Credential): UpstreamCredential {
  if (typeof credential === 'string') return { scheme: 'bearer', name: null, value: credential }
  if (credential.scheme === 'bearer') return { scheme: 'bearer', name: null, value: credential.value }
  return { scheme: credential.scheme, name: credential.name, value: credential.value }
}
