import { createHash, type Hash } from 'node:crypto'

// The bytes of all pieces, in order, are exactly the bytes that were pushed, whatever the chunking. A block ends at its
// blank line; stray blank lines that came in the same chunk go with it, later ones with the block after it. A block is
// given out as soon as its blank line is in, except where that line's CR may still be the first half of a CRLF.

const LF = 10
const CR = 13
const PREFIX_BYTES = 64 * 1024

/** A whole block, or what is kept of one that was larger than the cap. */
export type Piece =
  { type: 'block'; raw: Uint8Array } | { type: 'oversize'; prefix: Uint8Array; bytes: number; sha256: string }

export type Splitter = {
  /** Takes the next bytes of the stream and gives the blocks that they complete. Linear in the bytes pushed. */
  push(chunk: Uint8Array): Piece[]
  /**
   * The stream ended: blocks that were held back, and the bytes of a block that never got its blank line. `comesAgain`:
   * it broke off and goes on elsewhere from its last whole block; then half a CRLF is half a blank line.
   */
  end(options?: { comesAgain?: boolean }): { pieces: Piece[]; tail: Uint8Array }
  /** Bytes in memory of the block that has begun and not ended. */
  held(): number
}

/**
 * Splits a byte stream into server-sent-events blocks without decoding it (WHATWG HTML, "Server-sent events").
 * `maxBlockBytes` is asked for while a block grows.
 */
export function createSplitter({ maxBlockBytes = () => 16 * 1024 * 1024 } = {}): Splitter {
  let block = createBlock(maxBlockBytes)
  let lineEmpty = true
  let hasContent = false
  let complete = false
  let afterCR = false
  let crlfSeen = false

  function emit(pieces: Piece[]) {
    pieces.push(block.finish())
    block = createBlock(maxBlockBytes)
    hasContent = false
    complete = false
  }

  return {
    push(chunk) {
      const pieces: Piece[] = []
      let start = 0
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i]
        if (byte === LF && afterCR) {
          afterCR = false
          crlfSeen = true
          continue
        }
        afterCR = false
        if (byte === LF || byte === CR) {
          if (lineEmpty && hasContent) complete = true
          lineEmpty = true
          afterCR = byte === CR
          continue
        }
        if (complete) {
          block.add(chunk.subarray(start, i))
          start = i
          emit(pieces)
        }
        lineEmpty = false
        hasContent = true
      }
      block.add(chunk.subarray(start))
      if (complete && !(afterCR && crlfSeen)) emit(pieces)
      return pieces
    },
    end({ comesAgain = false } = {}) {
      const pieces: Piece[] = []
      // Blank lines alone are whole: nothing of the stream may be lost, and they are no half of anything.
      if ((complete && !comesAgain) || (!hasContent && block.bytes() > 0)) emit(pieces)
      return { pieces, tail: block.bytes() > 0 ? block.prefix() : new Uint8Array(0) }
    },
    held: () => block.held(),
  }
}

function createBlock(maxBytes: () => number) {
  let parts: Uint8Array[] = []
  let bytes = 0
  let hash: Hash | null = null

  return {
    bytes: () => bytes,
    held: () => (hash ? PREFIX_BYTES : bytes),
    add(part: Uint8Array) {
      if (part.length === 0) return
      bytes += part.length
      if (hash) {
        hash.update(part)
        return
      }
      parts.push(part)
      if (bytes > maxBytes()) {
        hash = createHash('sha256')
        for (const held of parts) hash.update(held)
        parts = [Buffer.from(join(parts).subarray(0, PREFIX_BYTES))]
      }
    },
    prefix: () => join(parts),
    finish(): Piece {
      if (hash) return { type: 'oversize', prefix: join(parts), bytes, sha256: hash.digest('hex') }
      return { type: 'block', raw: join(parts) }
    },
  }
}

function join(parts: Uint8Array[]): Uint8Array {
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
}
