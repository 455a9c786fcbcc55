import { database } from '#lib/db/client.ts'
import { readStoredFrames, type StoredFrame } from '#lib/db/read-stored-frames.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { kindOf } from '#lib/dialects/kind.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { contentOf, type TailBlock } from './catch-up.ts'

/** The end of what is stored of a run, for matching what an upstream sends again. */
export type Tail = {
  blocks: TailBlock[]
  /** The tail begins with the first block since the upstream's ids began (anew). */
  fromStart: boolean
  /** The identity before the last one: resuming there, the last one comes again and proves that nothing is missing. */
  cursor: string | null
  /** Hashes of blocks that were too large to keep. */
  oversize: Set<string>
}

/** Frames that are looked at first; a stream that begins before them is matched from its start. */
export const tailFrames = 4096

const PAGE = 4096

/** Reads the tail of a run from the database, which is the truth after a break as after a takeover. */
export async function readTail(
  run: { runId: bigint; nextSeq: number; epochFromSeq: number; whole: boolean },
  dialect: Dialect,
  db = database(),
): Promise<Tail> {
  const first = run.epochFromSeq - 1
  const from = run.whole ? first : Math.max(first, run.nextSeq - 1 - tailFrames)
  const tail: Tail = { blocks: [], fromStart: from === first, cursor: null, oversize: new Set() }
  const identities: string[] = []
  for (let after = from; ;) {
    const page = await readStoredFrames(run.runId, after, PAGE, db)
    for (const frame of page) addTo(tail, identities, frame, dialect)
    after = page.at(-1)?.seq ?? after
    if (page.length < PAGE) break
  }
  tail.cursor = identities.at(-2) ?? null
  return tail
}

function addTo(tail: Tail, identities: string[], frame: StoredFrame, dialect: Dialect) {
  const kind = kindOf(frame.kind)
  if (kind === 'comment' || kind === 'retry' || kind === 'field') return
  if (kind === 'gap') {
    const sha256 = /"sha256":"([0-9a-f]{64})"/.exec(frame.raw.toString('utf8'))?.[1]
    if (sha256) tail.oversize.add(sha256)
    return
  }
  const identity = dialect.identify(decodeBlock(frame.raw))
  tail.blocks.push({ identity, content: contentOf(frame.raw) })
  if (identity !== null) identities.push(identity)
}
