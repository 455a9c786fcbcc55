import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { appendFrames, type FrameBatch } from '#lib/db/append-frames.ts'
import { openDatabase } from '#lib/db/client.ts'
import { readPosition } from '#lib/db/read-position.ts'
import { readStoredFrames } from '#lib/db/read-stored-frames.ts'
import { storeRun } from '#lib/db/testing-run.ts'
import { testDatabaseUrl, whenOver } from '#lib/db/testing.ts'
import { LeaseLost } from './lease-lost.ts'
import { storeBatches, type StoreDeps } from './store-batches.ts'
import { createWriter } from './writer.ts'

const url = await testDatabaseUrl()
const db = openDatabase(url, { max: 4 })
/** The connections that a test may break. */
const victim = openDatabase(`${url}?application_name=victim&options=-c%20deadlock_timeout%3D700ms`, { max: 2 })
whenOver(() => db.close())
whenOver(() => victim.close())

async function newRuns(count: number): Promise<bigint[]> {
  const ids: bigint[] = []
  for (let i = 0; i < count; i++) ids.push((await storeRun(db)).runId)
  return ids
}

function frame(text: string, connection = 1): FrameBatch['frames'][number] {
  const rest = { emittedUs: null, backlog: false, kind: 7, upstreamId: null }
  return { receivedUs: 1_795_510_767_123_456, connection, ...rest, raw: Buffer.from(text) }
}

const after = (chain = 'ab'): FrameBatch['after'] => ({
  idEpoch: 0,
  cursor: null,
  chain: chain.repeat(32),
  byteCount: 0,
  gapCount: 0,
  unverifiedCount: 0,
  duplicates: 0,
  lastReceivedUs: 1,
})

function batch(runId: bigint, more: Partial<FrameBatch> = {}): FrameBatch {
  return { runId, epoch: 0, fromSeq: 1, frames: [frame('data: x\n\n')], after: after(), ...more }
}

function deps(more: Partial<StoreDeps> = {}): StoreDeps & { troubles: unknown[] } {
  const troubles: unknown[] = []
  return {
    append: (batches) => appendFrames(batches, victim),
    readPosition: (runId) => readPosition(runId, victim),
    sleep: () => nextTurn(),
    onTrouble: ({ error }) => troubles.push(error),
    troubles,
    ...more,
  }
}

const nextSeqOf = async (runId: bigint) => (await readPosition(runId, db))?.nextSeq
const textsOf = async (runId: bigint) =>
  (await readStoredFrames(runId, 0, 100_000, db)).map(({ raw }) => raw.toString())

test('one bad run among many fails alone, and all the others are stored', async () => {
  const ids = await newRuns(9)
  const bad = ids[5] as bigint
  const batches = ids.map((id) => batch(id, id === bad ? { frames: [frame('x'), frame('y', 40_000)] } : {}))
  const failures = await storeBatches(batches, deps())
  assert.deepEqual([...failures.keys()], [bad])
  const failure = failures.get(bad)
  assert.match(failure?.message ?? '', new RegExp(`could not store frames from seq 1 of run ${bad}`))
  assert.match((failure?.cause as Error | undefined)?.message ?? '', /smallint/)
  for (const id of ids) assert.equal(await nextSeqOf(id), id === bad ? 1 : 2)
})

test('a bad number that looks like the code of a passing error is no reason to try for ever', async () => {
  const [good = 0n, bad = 0n] = await newRuns(2)
  const failures = await storeBatches([batch(good), batch(bad, { frames: [frame('x', 53_100)] })], deps())
  assert.deepEqual([...failures.keys()], [bad])
  assert.equal(await nextSeqOf(good), 2)
})

test('a batch that landed although its answer was lost is known again, and not a lost lease', async () => {
  const [a = 0n, b = 0n] = await newRuns(2)
  let answers = 0
  const append: StoreDeps['append'] = async (batches) => {
    const stored = await appendFrames(batches, victim)
    if (++answers === 1) throw new Error('Connection terminated unexpectedly')
    return stored
  }
  assert.deepEqual(await storeBatches([batch(a), batch(b)], deps({ append })), new Map())
  assert.equal(answers, 2)
  for (const id of [a, b]) assert.deepEqual(await textsOf(id), ['data: x\n\n'])
})

test('a lost lease is told of its run alone, and an erased run is one', async () => {
  const [kept = 0n, taken = 0n, erased = 0n] = await newRuns(3)
  await db.prisma.recording.update({ where: { runId: taken }, data: { epoch: 1 } })
  await db.prisma.run.delete({ where: { id: erased } })
  const failures = await storeBatches([batch(kept), batch(taken), batch(erased)], deps())
  assert.deepEqual([...failures.keys()], [taken, erased])
  for (const failure of failures.values()) assert.ok(failure instanceof LeaseLost)
})

test('frames of another that stand in the same place are not taken for ours', async () => {
  const [a = 0n] = await newRuns(1)
  await appendFrames([batch(a, { after: after('cd') })], db)
  const failures = await storeBatches([batch(a)], deps())
  assert.ok(failures.get(a) instanceof LeaseLost)
})

test('a deadlock is tried again until it is over', async () => {
  const [a = 0n, b = 0n] = await newRuns(2)
  const other = await db.pool.connect()
  const lock = (id: bigint) => other.query('UPDATE recording SET duplicates = 7 WHERE run_id = $1', [id])
  try {
    await other.query('BEGIN')
    await other.query(`SET LOCAL deadlock_timeout = '10s'`) // so that ours is the one that Postgres ends
    await lock(b)
    const own = deps()
    const storing = storeBatches([batch(a), batch(b)], own)
    await lockedOut()
    await lock(a)
    await other.query('COMMIT')
    assert.deepEqual(await storing, new Map())
    assert.match(String(own.troubles[0]), /deadlock/)
  } finally {
    other.release()
  }
  for (const id of [a, b]) assert.equal(await nextSeqOf(id), 2)
})

/** Resolves when a connection that may be broken waits for a lock. */
async function lockedOut(): Promise<void> {
  for (;;) {
    const { rowCount } = await db.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = 'victim' AND wait_event_type = 'Lock'`,
    )
    if (rowCount) return
  }
}

test('connections that are cut in the middle of flushes, again and again, lose and double nothing', async () => {
  const ids = await newRuns(3)
  const own = deps()
  const writer = createWriter(own)
  const tapes = ids.map((runId) => writer.open({ runId, epoch: 0, nextSeq: 1 }))
  let over = false
  const cutting = (async () => {
    while (!over) {
      await db.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'`)
    }
  })()
  const until = performance.now() + 5000
  let count = 0
  while (own.troubles.length < 5 && performance.now() < until) {
    count++
    for (const tape of tapes) {
      tape.append(frame(`data: ${count}\n\n`), after(count.toString(16).padStart(2, '0').slice(-2)))
    }
    if (count % 20 === 0) await nextTurn()
  }
  over = true
  await cutting
  await Promise.all(tapes.map((tape) => tape.settled()))
  assert.ok(own.troubles.length >= 5, 'flushes were hardly ever cut')
  const expected = Array.from({ length: count }, (_, i) => `data: ${i + 1}\n\n`)
  for (const id of ids) assert.deepEqual(await textsOf(id), expected)
})
