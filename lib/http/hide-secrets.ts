import type { Upstream } from './compose.ts'

const HIDDEN = '[credential]'

/** What nobody may read in an answer: the credential, the values of extra headers, a single-use token. */
export type Secrets = Pick<Upstream, 'credential' | 'headers'> & { token?: string | null }

/** Takes the secrets of a source out of what its upstream says: some servers repeat what they refuse. */
export function hideSecrets(text: string, secrets: Secrets): string {
  return secretsOf(secrets).reduce((left, secret) => left.replaceAll(secret, HIDDEN), text)
}

/** The same for the bytes of an answer; others stay as they are. */
export function hideSecretBytes(bytes: Uint8Array<ArrayBuffer>, secrets: Secrets): Uint8Array<ArrayBuffer> {
  // One character a byte, so that bytes that are no UTF-8 survive.
  const text = Buffer.from(bytes).toString('latin1')
  const written = secretsOf(secrets).map((secret) => Buffer.from(secret, 'utf8').toString('latin1'))
  const hidden = written.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text)
  return hidden === text ? bytes : Buffer.from(hidden, 'latin1')
}

/** Longest first, so that none is cut by another. Very short values would hide ordinary words. */
function secretsOf({ credential, headers, token }: Secrets): string[] {
  const values = [...(credential ? [credential.value] : []), ...Object.values(headers), ...(token ? [token] : [])]
  const written = values.flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
  return [...new Set(written)].filter(({ length }) => length >= 4).sort((a, b) => b.length - a.length)
}
