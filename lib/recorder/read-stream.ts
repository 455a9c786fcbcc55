import type { CatchUp } from './catch-up.ts'
import { digestOf } from './catch-up.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { createSplitter, type Piece } from '#lib/sse/split.ts'
import type { Backlog } from './backlog.ts'
import type { Clock } from './clock.ts'
import type { FrameSink } from './frame-sink.ts'
import { followsOn } from './numbering.ts'
import type { Partial } from './partials.ts'
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
  /** For frames that are numbered without holes: the number after which a hole was asked for already; -1: none. */
  dense: { askedAfter: number } | null
  partial: Partial
}

/** Takes the bytes of one connection and gives its frames to the sink, minus what is proved to be stored. */
export type StreamReader = {
  push(chunk: Uint8Array): Promise<void>
  /** The stream is over, by itself or cut; gives the bytes of a block that never ended. */
  end(options: { isCut: boolean }): Promise<Uint8Array>
  /** Whether it brought anything new of the run. */
  progressed(): boolean
  /** How many blocks with data came, heartbeats and repetitions included. */
  heard(): number
  /** The number after which some are missing: nothing behind it was stored, for it may come when asked once more. */
  hole(): number | null
  counts(): { frames: number; duplicates: number; firstByteUs: number | null }
}

export function createStreamReader(deps: Deps): StreamReader {
  const { dialect, sink, clock, backlog, connection, partial } = deps
  const splitter = createSplitter({ maxBlockBytes: () => partial.most() })
  let catchUp = deps.catchUp(deps.tail)
  let frames = 0
  let duplicates = 0
  let firstByteUs: number | null = null
  let first = true
  let progressed = false
  let heard = 0
  let hole: number | null = null
  /** Nothing of the run is numbered yet: its first number should be 1. */
  let unbegun = deps.dense !== null && deps.cursor === null && deps.tail.fromStart && !hasIdentity(deps.tail)
  let newest = deps.tail.blocks.findLast((block) => block.identity !== null)?.identity ?? null
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
    const step = deps.dense ? followsOn(newest, identity) : 'other'
    if (block.data !== null) heard++
    // Comments, retry lines and lone fields take no part in the match and are always stored.
    if (block.data !== null && !catchUp.done()) {
      const candidate = { identity, content: digestOf(piece.raw) }
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
      // A number that follows on the newest proves that nothing is missing, as an overlap would.
      const isProved = verdict.do === 'store_after_gap' && verdict.reason === 'unverified' && step !== 'other'
      if (verdict.do === 'store_after_gap' && !isProved) {
        sink.gap({ reason: verdict.reason, fromCursor: deps.cursor, toCursor: identity }, { receivedUs, connection })
      }
      if (verdict.do === 'restart') {
        sink.restartIds({ fromCursor: deps.cursor, toCursor: identity }, { receivedUs, connection })
        newest = null
      }
    }
    if (unbegun && identity !== null) begin(identity)
    if (typeof step === 'object' && !goOn(step.skips, identity)) return
    if (step !== 'other' || newest === null) newest = identity
    if (isProgress(sink.block(block, identity, moment()))) progressed = true
    frames++
  }

  /** Numbers begin with 1: an upstream that begins later does not have what came before any more. */
  function begin(identity: string) {
    unbegun = false
    const missingCount = Number(identity) - 1
    if (!(missingCount > 0)) return
    sink.gap({ reason: 'expired', missingCount, fromCursor: null, toCursor: identity }, { receivedUs, connection })
  }

  /** A hole is asked for once more; if that brings nothing else it is a loss, and stored as one. True: go on behind it. */
  function goOn(skips: number, identity: string | null): boolean {
    const after = Number(newest)
    if (deps.dense?.askedAfter !== after) {
      hole = after
      return false
    }
    const facts = { missingCount: skips, fromCursor: newest, toCursor: identity }
    sink.gap({ reason: 'upstream_lost', ...facts }, { receivedUs, connection })
    return true
  }

  function takeOversize({ bytes, sha256 }: Extract<Piece, { type: 'oversize' }>) {
    first = false
    newest = null // it has a number that nobody read
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
      const pieces = splitter.push(chunk)
      partial.holds(splitter.held())
      for (const piece of pieces) if (hole === null) await take(piece)
    },
    async end({ isCut }) {
      receivedUs = clock()
      const { pieces, tail } = splitter.end({ comesAgain: isCut && deps.resumes })
      for (const piece of pieces) if (hole === null) await take(piece)
      return tail
    },
    counts: () => ({ frames, duplicates, firstByteUs }),
    progressed: () => progressed,
    heard: () => heard,
    hole: () => hole,
  }
}

/** A heartbeat shows that the upstream lives, not that the run goes on. */
function isProgress(kind: Kind) {
  return kind !== 'comment' && kind !== 'retry' && kind !== 'field' && kind !== 'heartbeat'
}

function hasIdentity(tail: Tail): boolean {
  return tail.blocks.some(({ identity }) => identity !== null)
}
