import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reportRun } from './report-run.ts'
import { storeFrames, storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()
const origin = 'http://tape.example.test:3000'

test('a report is about the frame asked for, with five on each side', async () => {
  const { runId, publicId } = await storeRun(db, { frameCount: 20, status: 'failed', errorMessage: 'no', errorSeq: 9 })
  await storeFrames(
    db,
    runId,
    Array.from({ length: 20 }, (_, at) => `data: word${at + 1}\n\n`),
  )
  const report = await reportRun(publicId, { at: 18, origin }, db)
  assert.deepEqual(framesOf(report), ['13', '14', '15', '16', '17', '**18**', '19', '20'])
  assert.ok(report?.includes(`<${origin}/runs/${publicId}?f=18>`))
  assert.ok(report?.includes('`word18`'))
  assert.deepEqual(framesOf(await reportRun(publicId, { at: 3, origin }, db)).length, 8)
  const atError = await reportRun(publicId, { at: null, origin }, db)
  assert.ok(atError?.includes('?f=9>'), 'else about its error')
  const pastEnd = await reportRun(publicId, { at: 999, origin }, db)
  assert.ok(pastEnd?.includes('?f=20>'), 'never about a frame that is not there')
})

test('a run without frames has a report too, and one that is not there has none', async () => {
  const { publicId } = await storeRun(db)
  assert.match((await reportRun(publicId, { at: null, origin }, db)) ?? '', /^## Run queued/)
  assert.equal(await reportRun('run_none', { at: null, origin }, db), null)
})

test('a report has its frame also where the frames before it are large', async () => {
  const { runId, publicId } = await storeRun(db, { frameCount: 4 })
  const large = `data: ${'x'.repeat(3 * 1024 * 1024)}\n\n`
  await storeFrames(db, runId, [large, large, 'data: here\n\n', large])
  const report = await reportRun(publicId, { at: 3, origin }, db)
  assert.deepEqual(framesOf(report), ['1', '2', '**3**', '4'])
  assert.ok(report?.includes('`here`'))
})

function framesOf(report: string | null): string[] {
  const table = report?.split('### Frames')[1] ?? ''
  return [...table.matchAll(/^\| (\**\d+\**) \|/gm)].map(([, seq]) => seq ?? '')
}
