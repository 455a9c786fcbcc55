import { createHash, hkdfSync } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { Access } from './access.ts'

// A session is a signed token in a cookie; nothing is stored. Its key is derived from the secret file and the API key,
// so that changing either ends every session.

export type KeyAccess = Extract<Access, { name: 'key' }>

export const sessionSeconds = 30 * 24 * 60 * 60

/** A session token for whoever showed the key. */
export async function createSession(access: KeyAccess, now = new Date()): Promise<string> {
  const issued = Math.floor(now.getTime() / 1000)
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('admin')
    .setAudience('runtape')
    .setIssuedAt(issued)
    .setExpirationTime(issued + sessionSeconds)
    .sign(sessionKey(access))
}

/** Whether a token is one that we gave and that still holds. */
export async function isSession(token: string, access: KeyAccess, now = new Date()): Promise<boolean> {
  try {
    await jwtVerify(token, sessionKey(access), {
      algorithms: ['HS256'],
      audience: 'runtape',
      subject: 'admin',
      requiredClaims: ['exp'],
      currentDate: now,
    })
    return true
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return false
    throw cause
  }
}

function sessionKey(access: KeyAccess): Uint8Array {
  const salt = createHash('sha256').update(access.apiKey).digest()
  return new Uint8Array(hkdfSync('sha256', access.secret, salt, 'runtape session v1', 32))
}
