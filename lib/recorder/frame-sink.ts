import type { Gap, GapReason } from '#lib/api/frame.ts'
import { isoFromUs } from '#lib/api/instant.ts'
import type { StoredRecording } from '#lib/db/read-recording.ts'
import { kindCode, type Kind } from '#lib/dialects/kind.ts'
import type { WireBlock } from '#lib/sse/block.ts'
import { emptyChain, nextChain } from './chain.ts'
import type { RunFold } from './run-fold.ts'
import type { Tape } from './writer.ts'

/** What happens around a frame: when it was read, on which connection, and whether it had been waiting for us. */
export type Moment = { receivedUs: number; connection: number; backlog(emittedUs: number | null): boolean }

export type GapFacts = { reason: GapReason } & Partial<Omit<Gap, 'reason'>>

/** Numbers, folds and queues the frames of one run. */
export type FrameSink = {
  block(block: WireBlock, identity: string | null, moment: Moment): Kind
  gap(gap: GapFacts, moment: Omit<Moment, 'backlog'>): void
  duplicate(): void
  /** The upstream's ids begin anew with the next block: a gap says so, to whoever takes over as well. */
  restartIds(gap: Omit<GapFacts, 'reason'>, moment: Omit<Moment, 'backlog'>): void
  position(): {
    nextSeq: number
    duplicates: number
    gapCount: number
    unverifiedCount: number
    lastReceivedUs: number
    /** The identity before the last one. */
    cursor: string | null
    /** Whether any frame with an identity is stored. */
    hasIdentity: boolean
  }
}

/** The sink of a run, going on where the stored recording stands. */
export function createFrameSink(stored: StoredRecording, { tape, fold }: { tape: Tape; fold: RunFold }): FrameSink {
  let { nextSeq, idEpoch, byteCount, gapCount, unverifiedCount, duplicates, lastReceivedUs } = stored
  let chain = stored.chain?.toString('hex') ?? emptyChain
  // The cursor is the identity before the last.
  let last: Uint8Array | null = null
  let cursor: Uint8Array | null = stored.cursor

  function append(
    frame: { kind: number; raw: Uint8Array; upstreamId: Uint8Array | null; emittedUs: number | null; backlog: boolean },
    { receivedUs, connection }: Omit<Moment, 'backlog'>,
  ) {
    lastReceivedUs = Math.max(lastReceivedUs, receivedUs)
    tape.append(
      { ...frame, receivedUs: lastReceivedUs, connection },
      { idEpoch, cursor, chain, byteCount, gapCount, unverifiedCount, duplicates, lastReceivedUs },
    )
    nextSeq++
  }

  function gap(facts: GapFacts, moment: Omit<Moment, 'backlog'>) {
    const told: Gap = {
      missingCount: null,
      fromCursor: null,
      toCursor: null,
      openedAt: stored.lastReceivedUs === 0 && lastReceivedUs === 0 ? null : isoFromUs(lastReceivedUs),
      closedAt: isoFromUs(Math.max(lastReceivedUs, moment.receivedUs)),
      ...facts,
    }
    gapCount++
    if (told.reason === 'unverified') unverifiedCount++
    const raw = Buffer.from(JSON.stringify(told), 'utf8')
    const seq = nextSeq
    append({ kind: kindCode('gap'), raw, upstreamId: null, emittedUs: null, backlog: false }, moment)
    fold.fold({ seq, kind: 'gap', bytes: 0, receivedUs: lastReceivedUs, emittedUs: null, backlog: false })
  }

  return {
    block(block, identity, moment) {
      const { kind, emittedUs } = fold.read(block)
      const backlog = moment.backlog(emittedUs)
      chain = nextChain(chain, block.raw)
      byteCount += block.raw.length
      const upstreamId = identity === null ? null : Buffer.from(identity, 'utf8')
      if (upstreamId !== null) {
        cursor = last ?? cursor
        last = upstreamId
      }
      const seq = nextSeq
      append({ kind: kindCode(kind), raw: block.raw, upstreamId, emittedUs, backlog }, moment)
      fold.fold({ seq, kind, bytes: block.raw.length, receivedUs: lastReceivedUs, emittedUs, backlog })
      return kind
    },
    gap,
    duplicate: () => void duplicates++,
    restartIds(facts, moment) {
      gap({ ...facts, reason: 'unverified', idEpoch: idEpoch + 1 }, moment)
      idEpoch++
      fold.epochFromSeq = nextSeq
      ;[last, cursor] = [null, null]
    },
    position: () => ({
      nextSeq,
      duplicates,
      gapCount,
      unverifiedCount,
      lastReceivedUs,
      cursor: cursor && Buffer.from(cursor).toString('utf8'),
      hasIdentity: last !== null || cursor !== null,
    }),
  }
}
