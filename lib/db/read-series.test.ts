import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kindCode } from '#lib/dialects/kind.ts'
import { readBaseline } from './read-baseline.ts'
import { readSeries } from './read-series.ts'
import { closeRun, storeFrames, storeRun, storeSource } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

const frame = (kind: 'output' | 'usage' | 'gap', body: object) => ({
  raw: `data: ${JSON.stringify(body)}\n\n`,
  kind,
})
const token = (content: string) => frame('output', { type: 'token', content })

/** Asked for until all of it is counted: who asks for the first time may be told that tokens are not yet. */
async function seriesOf(publicId: string, options = {}) {
  for (;;) {
    const series = (await readSeries(publicId, { points: 600, ...options }, db)) ?? assert.fail()
    if (!series.tokensPending) return series
  }
}

test('a run is read on from where it was read before', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'modus' })
  assert.equal((await seriesOf(publicId)).lastSeq, 0)
  await storeFrames(db, runId, [token('one '), token('two ')])
  assert.deepEqual((await seriesOf(publicId)).interToken.dots, [[2, 1, 2]])
  await storeFrames(db, runId, [token('three '), frame('usage', { type: 'usage', tokensIn: 9, tokensOut: 4 })])
  const { interToken, counts, rate } = await seriesOf(publicId)
  assert.deepEqual(interToken.dots, [
    [2, 1, 2],
    [3, 1, 3],
  ])
  assert.deepEqual(counts, { output: 3, usage: 1 })
  assert.equal(rate.seqs[0], 1)
})

test('output tokens are estimated while no frame reports them, and only reported once one does', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'operativus' })
  await storeFrames(db, runId, [frame('output', { event: 'x' })])
  assert.equal((await seriesOf(publicId)).tokens, null)
  const modus = await storeRun(db, { dialect: 'modus' })
  await storeFrames(
    db,
    modus.runId,
    Array.from({ length: 300 }, () => token('seven ')),
  )
  const { tokens } = await seriesOf(modus.publicId)
  assert.equal(tokens?.basis, 'estimated')
  await closeRun(db, modus.runId)
  const whole = (await seriesOf(modus.publicId)).tokens
  assert.ok(whole !== null && Math.abs(whole.total - 300) <= 15, `${whole?.total}`)
})

test('a call that is open makes a gap tool wait; one whose end was never recorded does not', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'modus' })
  const call = { raw: 'data: {"type":"tool_start","id":"a","name":"search"}\n\n', kind: 'tool' as const }
  await storeFrames(db, runId, [token('a'), call, token('b'), token('c')])
  await db.prisma.toolSpan.create({ data: { runId, ordinal: 1, name: 'search', status: 'open', startSeq: 2 } })
  assert.equal((await seriesOf(publicId)).interToken.count, 0)
  await db.prisma.toolSpan.update({ where: { runId_ordinal: { runId, ordinal: 1 } }, data: { status: 'no_end' } })
  assert.equal((await seriesOf(publicId)).interToken.count, 1)
})

test('an unknown run has no series and no baseline', async () => {
  assert.equal(await readSeries('run_unknown', { points: 600 }, db), null)
  assert.equal(await readBaseline('run_unknown', db), null)
})

test('what is usual are medians of the agent’s last fifty closed runs, and nothing from fewer than ten', async () => {
  const { id: sourceId } = await storeSource(db)
  const startedUs = 1_795_510_767_000_000n
  const of = (ms: number, columns = {}) => ({
    sourceId,
    agent: 'digest',
    recording: 'closed',
    startedUs,
    endedUs: startedUs + BigInt((ms + 1000) * 1000),
    ttftMs: ms,
    outputTokens: 101,
    createdAt: new Date(1_795_510_767_000 + ms),
    ...columns,
  })
  const { publicId } = await storeRun(db, of(1))
  for (let ms = 1; ms <= 9; ms++) await storeRun(db, of(ms * 100))
  await storeRun(db, of(5, { agent: 'other' }))
  await storeRun(db, of(5, { recording: 'streaming' }))
  await storeRun(db, of(5, { clock: 'none' }))
  const before = await readBaseline(publicId, db)
  assert.deepEqual([before?.runs, before?.ttftMs, before?.durationMs], [9, null, null])
  for (let ms = 10; ms <= 55; ms++) await storeRun(db, of(ms * 100))
  assert.deepEqual(await readBaseline(publicId, db), {
    agent: 'digest',
    runs: 50,
    ttftMs: { median: 3050, runs: 50 },
    durationMs: { median: 4050, runs: 50 },
    tokensPerSecond: { median: 100, runs: 50 },
    itlP50Ms: null,
    stalls: { median: 0, runs: 50 },
  })
  const { publicId: nobody } = await storeRun(db, { sourceId })
  assert.equal((await readBaseline(nobody, db))?.runs, 0)
})

test('a hundred thousand frames are packed, read and told as they are', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'modus' })
  await db.pool.query(
    `INSERT INTO frame (run_id, seq, received_us, emitted_us, connection, kind, backlog, raw)
     SELECT $1, n, $2::bigint + n::bigint * 10000, $2::bigint + n::bigint * 10000 - 3000, 1, $3, false, 'data: {"type":"token","content":"word "}\n\n'::bytea
     FROM generate_series(1, 100001) n`,
    [runId, 1_795_510_767_123_456, kindCode('output')],
  )
  await db.prisma.recording.update({ where: { runId }, data: { nextSeq: 100_002 } })
  const { interToken, lag, tokens, lastSeq, counts } = await seriesOf(publicId)
  assert.deepEqual([lastSeq, counts, interToken.count], [100_001, { output: 100_001 }, 100_000])
  assert.deepEqual([interToken.max?.ms, lag?.p50Ms, lag?.count], [10, 3, 100_001])
  assert.ok(interToken.dots.length <= 1200)
  assert.equal(tokens?.basis, 'estimated')
  assert.ok(Math.abs(tokens.total - 100_001) < 5000, String(tokens.total))
})
