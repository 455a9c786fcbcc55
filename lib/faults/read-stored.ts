import { createHash, hash } from 'node:crypto'
import { Gap } from '#lib/api/frame.ts'
import type { Database } from '#lib/db/client.ts'
import { readPosition } from '#lib/db/read-position.ts'
import { readStoredFrames } from '#lib/db/read-stored-frames.ts'
import { kindOf } from '#lib/dialects/kind.ts'
import { emptyChain, nextChain } from '#lib/recorder/chain.ts'
import type { Observed } from './compare-frames.ts'

const PAGE = 2000

export type Stored = {
  frames: Observed[]
  /** The hash chain as the recorder kept it, and as it is worked out from the stored bytes. */
  chain: string
  computedChain: string
  /** The hash of all bytes in order, which is that of the `.sse` export. */
  sha256: string
}

/** What the tables hold of a run. */
export async function readStored(runId: bigint, db: Database): Promise<Stored> {
  const position = await readPosition(runId, db)
  const frames: Observed[] = []
  const whole = createHash('sha256')
  let computedChain = emptyChain
  for (let after = 0; ;) {
    const page = await readStoredFrames(runId, after, PAGE, db)
    for (const { seq, kind, raw, upstreamId, receivedUs } of page) {
      const gap = kindOf(kind) === 'gap' ? Gap.parse(JSON.parse(raw.toString('utf8'))) : null
      const sha256 = gap ? '' : hash('sha256', raw)
      frames.push({ seq, upstreamId: upstreamId?.toString('utf8') ?? null, sha256, gap, receivedUs })
      if (gap) continue
      computedChain = nextChain(computedChain, raw)
      whole.update(raw)
    }
    const last = page.at(-1)
    if (!last) break
    after = last.seq
  }
  const chain = position?.chain?.toString('hex') ?? emptyChain
  return { frames, chain, computedChain, sha256: whole.digest('hex') }
}
