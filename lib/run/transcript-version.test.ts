import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { dialects } from '#lib/dialects/dialects.ts'
import type { DialectFixtures } from '#lib/dialects/fixtures/fixture.ts'
import { readFrame } from './read-frame.ts'
import { emptyTranscript, foldTranscript, transcriptVersion, type Transcript } from './transcript.ts'

// States of runs are stored, and are read again for as long as the version is the same. So what is made of known frames
// is written down here. If this fails because fixtures were added, only the digest changes; if something is read or folded
// otherwise than before, raise `transcriptVersion` too.

test('what the fold makes of known frames has not changed without its version', async () => {
  const made = createHash('sha256')
  for (const dialect of dialects) {
    const { fixtures } = (await import(`../dialects/fixtures/${dialect.name}.ts`)) as { fixtures: DialectFixtures }
    for (const { frames } of fixtures.runs) {
      let [dialectState, transcript]: [unknown, Transcript] = [dialect.initial, emptyTranscript]
      for (const [at, { block, kind }] of frames.entries()) {
        const frame = {
          seq: at + 1,
          kind,
          offsetMs: at * 40,
          upstreamId: block.id,
          event: block.event,
          data: block.data,
        }
        const reading = readFrame(dialect, dialectState, frame)
        dialectState = reading.dialectState
        transcript = foldTranscript(transcript, reading.step)
      }
      made.update(JSON.stringify([dialectState, transcript]))
    }
  }
  assert.deepEqual([transcriptVersion, made.digest('hex').slice(0, 16)], [1, '4e2c2e93274001b3'])
})
