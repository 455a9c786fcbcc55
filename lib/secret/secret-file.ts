import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The 32 secret bytes of this installation, from a file of mode 0600 that is made if missing. Web and recorder start
 * together, so the file appears whole and only once: it is written beside its place and linked there.
 */
export function readSecretFile(path: string): Buffer {
  const text = readText(path) ?? createSecretFile(path)
  const secret = Buffer.from(text.trim(), 'base64url')
  if (secret.length !== 32) throw new Error(`the secret file ${path} does not hold 32 bytes in base64url`)
  return secret
}

function createSecretFile(path: string): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
    linkSync(draft, path)
  } catch (cause) {
    if (!isCode(cause, 'EEXIST')) throw new Error(`could not make the secret file ${path}`, { cause })
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(path, 'utf8')
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return null
    throw new Error(`could not read the secret file ${path}`, { cause })
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
