import { hash } from 'node:crypto'

export const emptyChain = Buffer.alloc(32)

/** The next link of a run's hash chain: sha256(previous link || sha256(raw)). Gap frames are no part of it. */
export function nextChain(chain: Uint8Array, raw: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([chain, hash('sha256', raw, 'buffer')]), 'buffer')
}
