import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Markers } from '#lib/api/markers.ts'
import { readMarkers } from './read-markers.ts'
import { closeRun, storeFrames, storeRun, type Block } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()
const read = async (publicId: string) => Markers.parse(await readMarkers(publicId, db))
const token = (): Block => ({ raw: 'data: a\n\n', kind: 'output' })

test('what a run asked a person and was answered is found', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'arkloop' })
  const frame = (type: string, data: object): Block => ({
    raw: `data: ${JSON.stringify({ type, data })}\n\n`,
    kind: 'lifecycle',
  })
  await storeFrames(db, runId, [
    frame('run.input_requested', { message: 'Which file?' }),
    frame('run.input_provided', { content: 'a.txt' }),
  ])
  await closeRun(db, runId)
  assert.deepEqual((await read(publicId)).list, [
    { type: 'input', seq: 1, offsetMs: 1, name: 'asked: Which file?', endSeq: 2, endMs: 2 },
    { type: 'input', seq: 2, offsetMs: 2, name: 'answered: a.txt' },
  ])
})

test('a wait for a person ends with what the run does next, also where that comes later', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'arkloop', recording: 'closed' })
  const asks: Block = {
    raw: `data: ${JSON.stringify({ type: 'run.input_requested', data: { message: 'Go?' } })}\n\n`,
    kind: 'lifecycle',
  }
  const ping: Block = { raw: ': ping\n\n', kind: 'comment' }
  await storeFrames(db, runId, [asks, ping, token(), asks, ping])
  const waits = async () =>
    (await read(publicId)).list
      .filter(({ type }) => type === 'input')
      .map(({ seq, endSeq, endMs }) => [seq, endSeq, endMs])
  assert.deepEqual(await waits(), [
    [1, 3, 3],
    [4, undefined, undefined],
  ])
  await storeFrames(db, runId, [ping, token()])
  assert.deepEqual(await waits(), [
    [1, 3, 3],
    [4, 7, 7],
  ])
})

test('a run with too many frames about itself is not read for what it asked, and says so', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'arkloop', recording: 'closed' })
  await storeFrames(db, runId, [token()])
  await read(publicId)
  await storeFrames(
    db,
    runId,
    Array.from({ length: 2001 }, (): Block => ({ raw: 'data: {}\n\n', kind: 'lifecycle' })),
  )
  assert.deepEqual((await read(publicId)).toldUntil, { calls: 2002, inputs: 1 })
})
