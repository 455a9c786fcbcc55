import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '#lib/db/client.ts'
import { readBinary } from '#lib/db/read-binary.ts'
import { testDatabase } from '#lib/db/testing.ts'
import { isPassing, troubleMs, whenBack } from './database-trouble.ts'

const db = await testDatabase()

/** What a query is rejected with, by Prisma and by the driver alone. */
async function errorsOf(sql: string): Promise<unknown[]> {
  const tries = [() => db.prisma.$queryRawUnsafe(sql), () => db.pool.query(sql)]
  return Promise.all(
    tries.map((query) =>
      query().then(
        () => assert.fail(sql),
        (error: unknown) => error,
      ),
    ),
  )
}

const raise = (code: string) => `DO $$ BEGIN RAISE EXCEPTION 'no luck' USING ERRCODE = '${code}'; END $$`

test('what another try can mend is passing, whoever tells of it', async () => {
  for (const code of ['40P01', '40001', '53100', '53300', '55P03', '57014', '57P01', '57P03', '08006', '25006']) {
    for (const error of await errorsOf(raise(code))) assert.ok(isPassing(error), code)
  }
  for (const error of await errorsOf('SELECT pg_terminate_backend(pg_backend_pid())')) assert.ok(isPassing(error))
})

test('what every try would meet again is not passing', async () => {
  for (const code of ['22003', '22021', '23505', '23503', '42P01', 'P0001', 'XX000']) {
    for (const error of await errorsOf(raise(code))) assert.ok(!isPassing(error), code)
  }
  assert.equal(isPassing(new Error('something else')), false)
  assert.equal(isPassing(undefined), false)
})

test('words in an error are not taken for its code', async () => {
  for (const text of ['53100', '40P01', 'ECONNRESET', 'Connection terminated']) {
    for (const error of await errorsOf(`SELECT '${text}'::smallint`)) assert.ok(!isPassing(error), text)
  }
})

test('a database that is not there is passing', async () => {
  const away = openDatabase('postgresql://127.0.0.1:1/none')
  const errors = await Promise.allSettled([away.prisma.run.count(), away.pool.query('SELECT 1')])
  for (const result of errors) assert.ok(result.status === 'rejected' && isPassing(result.reason))
  await away.close()
})

test('a database that takes a statement and does not answer is given up in time, and the next one is asked anew', async () => {
  const frozen = openDatabase(`${db.pool.options.connectionString}`, { max: 1, limitMs: 300 })
  const pids = new Set<number>()
  for (const query of [
    (sql: string) => frozen.prisma.$queryRawUnsafe<{ pid: number }[]>(sql),
    async (sql: string) => (await frozen.pool.query<{ pid: number }>(sql)).rows,
    (sql: string) => readBinary(sql, (row) => ({ pid: row.integer() }), frozen),
  ]) {
    const [{ pid } = assert.fail()] = await query('SELECT pg_backend_pid() AS pid')
    pids.add(pid)
    process.kill(pid, 'SIGSTOP')
    try {
      await assert.rejects(query('SELECT 1 AS pid'), isPassing)
      const [next] = await query('SELECT pg_backend_pid() AS pid')
      assert.notEqual(next?.pid, pid)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  }
  assert.equal(pids.size, 3)
  await frozen.close()
})

test('a statement that takes too long is ended by the server', async () => {
  const slow = openDatabase(`${db.pool.options.connectionString}`, { limitMs: 200 })
  await assert.rejects(slow.prisma.$queryRaw`SELECT pg_sleep(20)::text`, isPassing)
  const left = await db.pool.query(
    `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND state = 'active' AND pid <> pg_backend_pid()`,
  )
  assert.equal(left.rowCount, 0)
  await slow.close()
})

test('a cause or a member of an aggregate counts', () => {
  const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01' })
  assert.ok(isPassing(new Error('could not store', { cause: deadlock })))
  assert.ok(isPassing(new AggregateError([new Error('no'), deadlock])))
  assert.ok(isPassing(new Error('Connection terminated unexpectedly')))
})

test('work is done again until the database is back, and any other error is thrown', async () => {
  const waits: number[] = []
  const told: number[] = []
  let tries = 0
  const result = await whenBack(
    async () => {
      if (++tries < 9) throw new Error('Connection terminated unexpectedly')
      return 'done'
    },
    { sleep: async (ms) => void waits.push(ms), onTrouble: ({ attempt }) => told.push(attempt) },
  )
  assert.equal(result, 'done')
  assert.deepEqual(waits, [50, 100, 200, 400, 800, 1600, 2000, 2000])
  assert.deepEqual(told, [1, 2, 3, 4, 5, 6, 7, 8])
  assert.equal(troubleMs(10_000), 2000)
  const broken = async () => assert.fail('a mistake')
  await assert.rejects(whenBack(broken, { sleep: async () => undefined, onTrouble: () => undefined }), /a mistake/)
})
