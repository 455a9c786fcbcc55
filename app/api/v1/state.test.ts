import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeFrames, storeRun } from '#lib/db/testing-run.ts'
import { call, testApi } from '#lib/route/testing.ts'
import { blocksFrom, firstHeld } from '#lib/run/transcript-blocks.ts'
import type { Block, Transcript } from '#lib/run/transcript.ts'
import { GET as readState } from './runs/[id]/state/route.ts'
import { GET as readBlocks } from './runs/[id]/state/blocks/route.ts'

const db = await testApi()

test('a long run is told by its last blocks, and earlier ones are read as they were by a frame', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'modus' })
  await storeFrames(
    db,
    runId,
    Array.from({ length: 2500 }, (_, at) => ({
      raw: `data: ${JSON.stringify({ type: at % 2 === 0 ? 'token' : 'notice', content: `${at}`, message: `n${at}` })}\n\n`,
      kind: 'output' as const,
    })),
  )
  const params = { id: publicId }
  const get = async <T>(handler: Parameters<typeof call>[0], path: string) => {
    const response = await call(handler, 'GET', path, { params })
    assert.equal(response.status, 200)
    return (await response.json()) as T
  }
  const { at, transcript } = await get<{ at: number; transcript: Transcript }>(readState, '/x?at=2200')
  const first = firstHeld(transcript.blocks)
  assert.equal(at, 2200)
  assert.ok(first > 0 && transcript.blocks.length - first <= 256)
  const before = await get<{ from: number; blocks: Block[] }>(
    readBlocks,
    `/x?at=2200&from=${first - 32}&to=${first + 2}`,
  )
  assert.equal(before.from, first - 32)
  assert.deepEqual(before.blocks.slice(32), blocksFrom(transcript.blocks, first).slice(0, 2))
  assert.equal(before.blocks.length, 34)
  assert.equal((await get<{ blocks: Block[] }>(readBlocks, '/x?from=0&to=99999')).blocks.length, 1024)
  assert.deepEqual((await get<{ blocks: Block[] }>(readBlocks, '/x?at=10&from=500&to=600')).blocks, [])
})

test('blocks are asked for by numbers, of a run that is there', async () => {
  const { publicId } = await storeRun(db)
  for (const query of ['', '?to=x', '?from=-1&to=2', '?at=1.5&to=2']) {
    assert.equal((await call(readBlocks, 'GET', `/x${query}`, { params: { id: publicId } })).status, 400)
  }
  assert.equal((await call(readBlocks, 'GET', '/x?to=9', { params: { id: 'run_none' } })).status, 404)
  assert.equal((await call(readState, 'GET', '/x', { params: { id: 'run_none' } })).status, 404)
})
