import type { CatchUp } from './catch-up.ts'
import { contentOf } from './catch-up.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { createSplitter, type Piece } from '#lib/sse/split.ts'
import type { Backlog } from './backlog.ts'
import type { Clock } from './clock.ts'
import type { FrameSink } from './frame-sink.ts'
import type { Tail } from './tail.ts'

type Deps = {
  dialect: Dialect
  sink: FrameSink
  clock: Clock
  backlog: Backlog
  connection: number
  cursor: string | null
  tail: Tail
  catchUp(tail: Tail): CatchUp
  /** The tail from the run's first frame on, when the upstream begins before the part that was read. */
  wholeTail(): Promise<Tail>
  /** Whether what was cut is sent again. */
  resumes: boolean
  maxBlockBytes?: number
}

/** Takes the bytes of one connection and gives its frames to the sink, minus what is proved to be stored. */
export type StreamReader = {
  push(chunk: Uint8Array): Promise<void>
  /** The stream is over, by itself or cut; gives the bytes of a block that never ended. */
  end(options: { isCut: boolean }): Promise<Uint8Array>
  /** Whether it brought anything new of the run. */
  progressed(): boolean
  counts(): { frames: number; duplicates: number; firstByteUs: number | null }
}

export function createStreamReader(deps: Deps): StreamReader {
  const { dialect, sink, clock, backlog, connection } = deps
  const splitter = createSplitter(deps.maxBlockBytes === undefined ? {} : { maxBlockBytes: deps.maxBlockBytes })
  let catchUp = deps.catchUp(deps.tail)
  let frames = 0
  let duplicates = 0
  let firstByteUs: number | null = null
  let first = true
  let progressed = false
  let receivedUs = clock()

  const moment = () => ({
    receivedUs,
    connection,
    backlog: (us: number | null) => !catchUp.done() || backlog.holds(us),
  })

  async function take(piece: Piece) {
    if (piece.type === 'oversize') return takeOversize(piece)
    const block = decodeBlock(piece.raw, { first })
    first = false
    const identity = dialect.identify(block)
    // Comments, retry lines and lone fields take no part in the match and are always stored.
    if (block.data !== null && !catchUp.done()) {
      const candidate = { identity, content: contentOf(piece.raw) }
      let verdict = catchUp.step(candidate)
      if (verdict.do === 'rewind') {
        catchUp = deps.catchUp(await deps.wholeTail())
        verdict = catchUp.step(candidate)
      }
      if (verdict.do === 'drop') {
        duplicates++
        sink.duplicate()
        return
      }
      if (verdict.do === 'store_after_gap') {
        sink.gap({ reason: verdict.reason, fromCursor: deps.cursor, toCursor: identity }, { receivedUs, connection })
      }
      if (verdict.do === 'restart') {
        sink.restartIds({ fromCursor: deps.cursor, toCursor: identity }, { receivedUs, connection })
      }
    }
    if (isProgress(sink.block(block, identity, moment()))) progressed = true
    frames++
  }

  function takeOversize({ bytes, sha256 }: Extract<Piece, { type: 'oversize' }>) {
    first = false
    if (!catchUp.done() && deps.tail.oversize.has(sha256)) {
      duplicates++
      sink.duplicate()
      return
    }
    sink.gap({ reason: 'oversize', missingCount: 1, bytes, sha256 }, { receivedUs, connection })
    frames++
    progressed = true
  }

  return {
    async push(chunk) {
      receivedUs = clock()
      firstByteUs ??= receivedUs
      backlog.read(receivedUs)
      for (const piece of splitter.push(chunk)) await take(piece)
    },
    async end({ isCut }) {
      receivedUs = clock()
      const { pieces, tail } = splitter.end({ comesAgain: isCut && deps.resumes })
      for (const piece of pieces) await take(piece)
      return tail
    },
    counts: () => ({ frames, duplicates, firstByteUs }),
    progressed: () => progressed,
  }
}

/** A heartbeat shows that the upstream lives, not that the run goes on. */
function isProgress(kind: Kind) {
  return kind !== 'comment' && kind !== 'retry' && kind !== 'field' && kind !== 'heartbeat'
}
