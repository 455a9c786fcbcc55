import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Secrets at rest. Every secret has a data key of its own, wrapped by a key from the secret file; both layers are
 * AES-256-GCM with a random IV and are bound to the row and column that hold them, so that a sealed value moved to
 * another row does not open. Form: `v1.<kid>.<wrapped data key>.<sealed text>`; `kid` names the secret file's key.
 */
export function seal(text: string, place: Place, secret: Uint8Array): string {
  const dataKey = randomBytes(32)
  const { key, kid } = keyFrom(secret)
  const wrapped = encrypt(dataKey, key, `${bound(place)}\nkey`)
  const sealed = encrypt(Buffer.from(text, 'utf8'), dataKey, bound(place))
  return ['v1', kid, wrapped.toString('base64url'), sealed.toString('base64url')].join('.')
}

/** The text that `seal` took. Throws if it was changed, moved, or sealed under another secret file. */
export function unseal(value: string, place: Place, secret: Uint8Array): string {
  const [version, kid, wrapped, sealed, ...rest] = value.split('.')
  if (version !== 'v1' || !kid || !wrapped || !sealed || rest.length > 0) {
    throw new Error(`${place.column} of ${place.row} is not a sealed value`)
  }
  const own = keyFrom(secret)
  if (kid !== own.kid) {
    throw new Error(
      `${place.column} of ${place.row} was sealed under another secret file (key ${kid}, ours is ${own.kid})`,
    )
  }
  try {
    const dataKey = decrypt(Buffer.from(wrapped, 'base64url'), own.key, `${bound(place)}\nkey`)
    return decrypt(Buffer.from(sealed, 'base64url'), dataKey, bound(place)).toString('utf8')
  } catch (cause) {
    throw new Error(`${place.column} of ${place.row} does not open: it was changed or moved`, { cause })
  }
}

/** Where a sealed value lives: the id of its row, and its column. */
export type Place = { row: string; column: string }

const ivBytes = 12
const tagBytes = 16

function keyFrom(secret: Uint8Array): { key: Buffer; kid: string } {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'runtape seal v1', 32))
  return { key, kid: createHash('sha256').update('kid').update(key).digest('hex').slice(0, 8) }
}

function bound(place: Place): string {
  return `${place.row}\n${place.column}`
}

function encrypt(plain: Buffer, key: Buffer, aad: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(aad, 'utf8'))
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(sealed: Buffer, key: Buffer, aad: string): Buffer {
  if (sealed.length < ivBytes + tagBytes) throw new Error('too short')
  const end = sealed.length - tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(aad, 'utf8'))
  decipher.setAuthTag(sealed.subarray(end))
  return Buffer.concat([decipher.update(sealed.subarray(ivBytes, end)), decipher.final()])
}
