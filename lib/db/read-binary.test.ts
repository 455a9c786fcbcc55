import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBinary } from './read-binary.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

test('values come as they are, however long they are and whatever is in them', async () => {
  const big = `(SELECT string_agg('\\x00ff80'::bytea, ''::bytea) FROM generate_series(1, 100000))`
  const rows = await readBinary(
    `SELECT n, true, (-n)::smallint, 9007199254740993, NULL::bigint, CASE WHEN n = 2 THEN ${big} END, ''::bytea
     FROM generate_series(1, 3) n`,
    (row) => [row.integer(), row.integer(), row.integer(), row.bigint(), row.bigint(), row.bytes(), row.bytes()],
    db,
  )
  assert.deepEqual(
    rows.map((row) => row.slice(0, 5)),
    [1, 2, 3].map((n) => [n, 1, -n, 9007199254740993n, null]),
  )
  const all = Buffer.alloc(300_000, Buffer.from([0, 255, 128]))
  assert.deepEqual(
    rows.map((row) => row[5]),
    [null, all, null],
  )
  assert.deepEqual(rows[0]?.[6], Buffer.alloc(0))
  assert.deepEqual(await readBinary('SELECT 1 WHERE false', (row) => row.integer(), db), [])
})

test('a query that fails says why and leaves the database usable', async () => {
  const one = (query: string) => readBinary(query, (row) => row.integer(), db)
  await assert.rejects(one('SELECT 1 / 0'), (error: Error) => /division by zero/.test(String(error.cause)))
  await assert.rejects(one('SELECT n / (3000 - n) FROM generate_series(1, 5000) n'), /could not copy rows/)
  assert.deepEqual(
    await Promise.all(Array.from({ length: 20 }, () => one('SELECT 2'))),
    Array.from({ length: 20 }, () => [2]),
  )
})
