import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FramesQuery, type Gap } from '#lib/api/frame.ts'
import { exportNdjson } from './export-ndjson.ts'
import { exportSse } from './export-sse.ts'
import { findRun } from './find-run.ts'
import { readChain } from './read-chain.ts'
import { readFrames } from './read-frames.ts'
import { storeFrames, storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

async function read(publicId: string, query: Record<string, unknown> = {}) {
  const page = await readFrames(publicId, FramesQuery.parse(query), db)
  assert.ok(page)
  return page
}

const gap: Gap = {
  reason: 'upstream_lost',
  missingCount: 3,
  fromCursor: '4',
  toCursor: null,
  openedAt: '2026-11-24T08:59:27.000000Z',
  closedAt: null,
}

test('a frame reads back with its fields, its times and its exact bytes', async () => {
  const { runId, publicId } = await storeRun(db)
  const raw = 'event: token\r\nid: 7-0\r\ndata: h\u00e9\r\ndata: llo\r\n\r\n'
  await storeFrames(db, runId, [
    { raw, kind: 'output', upstreamId: '7-0' },
    { raw: ': ping\n\n', kind: 'comment' },
  ])
  const { frames, nextAfter } = await read(publicId, { raw: 'base64' })
  assert.equal(nextAfter, null)
  assert.deepEqual(frames[0], {
    seq: 1,
    kind: 'output',
    receivedAt: '2026-11-24T08:59:27.124456Z',
    emittedAt: null,
    backlog: false,
    offsetMs: 1,
    event: 'token',
    upstreamId: '7-0',
    data: 'h\u00e9\nllo',
    bytes: Buffer.byteLength(raw),
    connection: 1,
    raw: Buffer.from(raw).toString('base64'),
  })
  assert.equal(frames[1]?.data, 'ping')
})

test('a gap says what is missing', async () => {
  const { runId, publicId } = await storeRun(db)
  await storeFrames(db, runId, [{ raw: JSON.stringify(gap), kind: 'gap' }])
  const { frames } = await read(publicId)
  assert.deepEqual(frames[0]?.gap, gap)
  assert.equal(frames[0]?.data, null)
})

test('pages follow each other without a hole, and the last one says that it is the last', async () => {
  const { runId, publicId } = await storeRun(db)
  await storeFrames(
    db,
    runId,
    Array.from({ length: 25 }, (_, at) => `data: ${at + 1}\n\n`),
  )
  const seen: number[] = []
  for (let after: number | null = 0; after !== null;) {
    const page = await read(publicId, { after, limit: 10 })
    seen.push(...page.frames.map(({ seq }) => seq))
    after = page.nextAfter
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 25 }, (_, at) => at + 1),
  )
  assert.equal((await read(publicId, { after: 15, limit: 10 })).nextAfter, null)
  assert.deepEqual(await read(publicId, { after: 99 }), { frames: [], nextAfter: null })
})

test('a page ends at 4 MiB, but a larger frame still comes, cut at 256 KiB', async () => {
  const { runId, publicId } = await storeRun(db)
  const large = `data: ${'é'.repeat(2_500_000)}\n\n`
  await storeFrames(db, runId, ['data: 1\n\n', large, 'data: 3\n\n'])
  const first = await read(publicId)
  assert.deepEqual([first.frames.map(({ seq }) => seq), first.nextAfter], [[1], 1])
  const second = await read(publicId, { after: 1 })
  assert.deepEqual([second.frames.map(({ seq }) => seq), second.nextAfter], [[2], 2])
  assert.equal(second.frames[0]?.truncated, true)
  assert.equal(Buffer.byteLength(second.frames[0]?.data ?? ''), 256 * 1024)
  assert.equal(second.frames[0]?.bytes, Buffer.byteLength(large))
  assert.deepEqual(
    (await read(publicId, { after: 2 })).frames.map(({ seq }) => seq),
    [3],
  )
})

test('a filter by kind scans past what it leaves out', async () => {
  const { runId, publicId } = await storeRun(db)
  const kinds = ['output', 'tool', 'output', 'error', 'output'] as const
  await storeFrames(
    db,
    runId,
    kinds.map((kind, at) => ({ raw: `data: ${at}\n\n`, kind })),
  )
  const page = await read(publicId, { kind: 'tool,error', limit: 1 })
  assert.deepEqual([page.frames.map(({ seq }) => seq), page.nextAfter], [[2], 2])
  const rest = await read(publicId, { kind: 'tool,error', after: 2, limit: 1 })
  assert.deepEqual([rest.frames.map(({ seq }) => seq), rest.nextAfter], [[4], null])
})

test('the clock of the run decides its offsets', async () => {
  const none = await storeRun(db, { clock: 'none' })
  await storeFrames(db, none.runId, ['data: 1\n\n'])
  assert.equal((await read(none.publicId)).frames[0]?.offsetMs, null)
  const emitted = await storeRun(db, { clock: 'emitted' })
  await storeFrames(db, emitted.runId, ['data: 1\n\n'])
  assert.equal((await read(emitted.publicId)).frames[0]?.offsetMs, null)
})

test('a run that does not exist has no page', async () => {
  assert.equal(await readFrames('run_nobody', FramesQuery.parse({}), db), null)
})

test('the sse export is what was received, byte for byte, without gaps; the ndjson export has them', async () => {
  const { runId, publicId } = await storeRun(db)
  const odd = Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x00, 0x0a, 0x0a])
  await storeFrames(db, runId, [': hi\n\n', { raw: JSON.stringify(gap), kind: 'gap' }, { raw: odd }, 'retry: 5\r\r'])
  await storeFrames(
    db,
    runId,
    Array.from({ length: 4100 }, (_, at) => `data: ${at}\n\n`),
  )
  const run = await findRun(publicId, db)
  assert.ok(run)
  const parts: Uint8Array[] = []
  for await (const part of exportSse(run, db)) parts.push(part)
  const lines = Array.from({ length: 4100 }, (_, at) => `data: ${at}\n\n`)
  const expected = Buffer.concat([Buffer.from(': hi\n\n'), odd, Buffer.from(`retry: 5\r\r${lines.join('')}`)])
  assert.ok(Buffer.concat(parts).equals(expected))

  const end = await readChain(publicId, db)
  assert.ok(end)
  let text = ''
  for await (const part of exportNdjson(run, end, db)) text += Buffer.from(part).toString('utf8')
  const frames = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number; kind: string; raw: string })
  assert.equal(frames.length, 4104)
  assert.equal(frames[1]?.kind, 'gap')
  assert.ok(Buffer.from(frames[2]?.raw ?? '', 'base64').equals(odd))
})
