import type { Upstream } from './compose.ts'

const HIDDEN = '[credential]'

/** Takes the secrets of a source out of what its upstream says: some servers repeat what they refuse. */
export function hideSecrets(text: string, upstream: Pick<Upstream, 'credential' | 'headers'>): string {
  return secretsOf(upstream).reduce((left, secret) => left.replaceAll(secret, HIDDEN), text)
}

/** The same for the bytes of an answer; others stay as they are. */
export function hideSecretBytes(
  bytes: Uint8Array<ArrayBuffer>,
  upstream: Pick<Upstream, 'credential' | 'headers'>,
): Uint8Array<ArrayBuffer> {
  // One character a byte, so that bytes that are no UTF-8 survive.
  const text = Buffer.from(bytes).toString('latin1')
  const secrets = secretsOf(upstream).map((secret) => Buffer.from(secret, 'utf8').toString('latin1'))
  const hidden = secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text)
  return hidden === text ? bytes : Buffer.from(hidden, 'latin1')
}

/** Longest first, so that none is cut by another. Very short values would hide ordinary words. */
function secretsOf({ credential, headers }: Pick<Upstream, 'credential' | 'headers'>): string[] {
  const values = [...(credential ? [credential.value] : []), ...Object.values(headers)]
  const written = values.flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
  return [...new Set(written)].filter(({ length }) => length >= 4).sort((a, b) => b.length - a.length)
}
