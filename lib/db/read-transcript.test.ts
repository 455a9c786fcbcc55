import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocksFrom } from '#lib/run/transcript-blocks.ts'
import { readTranscript } from './read-transcript.ts'
import { storeFrames, storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

const token = (content: string) => ({
  raw: `data: ${JSON.stringify({ type: 'token', content })}\n\n`,
  kind: 'output' as const,
})

async function textAt(publicId: string, at: number | null = null) {
  const state = await readTranscript(publicId, at, db)
  assert.ok(state)
  return {
    at: state.at,
    text: blocksFrom(state.transcript.blocks, 0)
      .map((block) => (block.type === 'text' ? block.text : block.type))
      .join('|'),
  }
}

test('the transcript at a frame is what had been said by then, in whatever order it is asked for', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'modus' })
  await storeFrames(
    db,
    runId,
    Array.from({ length: 2500 }, (_, index) => token(`${index + 1} `)),
  )
  const said = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1} `).join('')
  for (const at of [2400, 3, 1000, 2500, 999, 1001, 0])
    assert.deepEqual(await textAt(publicId, at), { at, text: said(at) })
  assert.deepEqual(await textAt(publicId), { at: 2500, text: said(2500) })
  assert.equal((await textAt(publicId, 9999)).at, 2500)
})

test('a frame that is longer than the API shows is read whole', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'modus' })
  await storeFrames(db, runId, [token('x'.repeat(400_000)), token('end')])
  assert.equal((await textAt(publicId)).text.replaceAll('|', ''), `${'x'.repeat(400_000)}end`)
})

test('an unknown run has no transcript', async () => {
  assert.equal(await readTranscript('run_unknown', null, db), null)
})
