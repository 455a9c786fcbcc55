import type { RunChain } from '#lib/api/chain.ts'
import type { ExportedFrame } from '#lib/api/exported-frame.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { emptyChain, nextChain } from '#lib/recorder/chain.ts'
import { database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { toFrames } from './frame-row.ts'
import { readBlocks } from './read-blocks.ts'

/**
 * A run as one frame a line, with its exact bytes in base64, and its gaps. Each line has the link of the hash chain that
 * its bytes make, the last one that which the recorder kept: the two are equal where nothing was changed since.
 */
export async function* exportNdjson(
  run: FoundRun,
  end: RunChain,
  db = database(),
): AsyncGenerator<Uint8Array, void, undefined> {
  const gap = kindCode('gap')
  let chain = emptyChain
  for await (const rows of readBlocks({ ...run, lastSeq: end.lastSeq }, db)) {
    const lines = toFrames(rows, run, { raw: true }).map((frame, at) => {
      const row = rows[at]
      if (row && row.kind !== gap) chain = nextChain(chain, row.raw)
      const last = frame.seq === end.lastSeq ? { last: end } : {}
      return `${JSON.stringify({ ...frame, raw: frame.raw ?? '', chain, ...last } satisfies ExportedFrame)}\n`
    })
    yield Buffer.from(lines.join(''), 'utf8')
  }
}
