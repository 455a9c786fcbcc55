import { hash } from 'node:crypto'

/** The link before a run's first frame, in hex like all links. */
export const emptyChain = '00'.repeat(32)

const both = Buffer.alloc(64)

/** The next link of a run's hash chain: sha256(previous link || sha256(raw)). Gap frames are no part of it. */
export function nextChain(chain: string, raw: Uint8Array): string {
  // As text, because a hash that is given out as bytes costs three times as much, and there are two a frame.
  both.write(chain, 0, 'hex')
  both.write(hash('sha256', raw, 'hex'), 32, 'hex')
  return hash('sha256', both, 'hex')
}
