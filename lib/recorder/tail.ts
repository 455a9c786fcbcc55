import { database, type Database } from '#lib/db/client.ts'
import { readStoredFrames, type StoredFrame } from '#lib/db/read-stored-frames.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { kindOf } from '#lib/dialects/kind.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { digestOf, type TailBlock } from './catch-up.ts'

/** The end of what is stored of a run, for matching what an upstream sends again. */
export type Tail = {
  blocks: TailBlock[]
  /** The tail begins with the first block since the upstream's ids began (anew). */
  fromStart: boolean
  /** The identity before the last one: resuming there, the last one comes again and proves that nothing is missing. */
  cursor: string | null
  /** An identity some way before the last one: reading from there shows what was rewritten since. */
  earlier: string | null
  /** Hashes of blocks that were too large to keep. */
  oversize: Set<string>
}

/** More than the late frames that may stand behind a terminal one. */
const EARLIER = 64

/** Frames that are looked at first; a stream that begins before them is matched from its start. */
export const tailFrames = 4096

/** Reads the tail of a run from the database, which is the truth after a break as after a takeover. */
export async function readTail(
  run: { runId: bigint; nextSeq: number; epochFromSeq: number; whole: boolean },
  dialect: Dialect,
  db = database(),
): Promise<Tail> {
  const first = run.epochFromSeq - 1
  const parts: Part[] = []
  let from = run.nextSeq - 1
  // Hours of heartbeats say nothing of where the stream stands: back until two frames that have an identity.
  while (from > first && (run.whole || parts.length === 0 || identitiesOf(parts).length < 2)) {
    const after = Math.max(first, from - tailFrames)
    parts.unshift(await readPart({ runId: run.runId, after, to: from }, dialect, db))
    from = after
  }
  return {
    blocks: parts.flatMap((part) => part.blocks),
    fromStart: from <= first,
    cursor: identitiesOf(parts).at(-2) ?? null,
    earlier: identitiesOf(parts).slice(-EARLIER)[0] ?? null,
    oversize: new Set(parts.flatMap((part) => part.oversize)),
  }
}

type Part = { blocks: TailBlock[]; oversize: string[] }

async function readPart(
  { runId, after, to }: { runId: bigint; after: number; to: number },
  dialect: Dialect,
  db: Database,
): Promise<Part> {
  const part: Part = { blocks: [], oversize: [] }
  for (let at = after; at < to;) {
    const frames = await readStoredFrames(runId, at, to - at, db)
    take(frames, part, dialect)
    at = frames.at(-1)?.seq ?? to
  }
  return part
}

function take(frames: readonly StoredFrame[], part: Part, dialect: Dialect): void {
  for (const frame of frames) {
    const kind = kindOf(frame.kind)
    if (kind === 'comment' || kind === 'retry' || kind === 'field') continue
    if (kind === 'gap') {
      const sha256 = /"sha256":"([0-9a-f]{64})"/.exec(frame.raw.toString('utf8'))?.[1]
      if (sha256) part.oversize.push(sha256)
    } else part.blocks.push({ identity: dialect.identify(decodeBlock(frame.raw)), content: digestOf(frame.raw) })
  }
}

function identitiesOf(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => part.blocks.flatMap(({ identity }) => identity ?? []))
}
