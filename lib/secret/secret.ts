import { env } from '#lib/env.ts'
import { readSecretFile } from './secret-file.ts'

let cached: { path: string; bytes: Buffer } | null = null

/** The secret of this process, read once from `RUNTAPE_SECRET_FILE`. */
export function secret(): Buffer {
  const path = env().secretFile
  if (cached?.path !== path) cached = { path, bytes: readSecretFile(path) }
  return cached.bytes
}
