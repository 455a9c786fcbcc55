import { kindCode } from '#lib/dialects/kind.ts'
import { database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { readBlocks } from './read-blocks.ts'

/** The bytes of a run as they were received: every stored block, comments included, and never a gap. */
export async function* exportSse(run: FoundRun, db = database()): AsyncGenerator<Uint8Array, void, undefined> {
  const gap = kindCode('gap')
  for await (const rows of readBlocks(run, db)) {
    const bytes = Buffer.concat(rows.filter(({ kind }) => kind !== gap).map(({ raw }) => raw))
    if (bytes.length > 0) yield bytes
  }
}
