import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** A value as compressed JSON. */
export function packJson(value: unknown): Buffer {
  return zstdCompressSync(JSON.stringify(value))
}

/** What `packJson` was given: the caller knows what that was, by the key that it was stored with. */
export function unpackJson(packed: Buffer): unknown {
  return JSON.parse(zstdDecompressSync(packed).toString('utf8'))
}
