import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrate } from './migrate.ts'
import { schemaDrift } from './schema-drift.ts'
import { testDatabase, testDatabaseUrl } from './testing.ts'

test('the migrations and schema.prisma agree', async () => {
  assert.equal(await schemaDrift(await testDatabaseUrl()), '')
})

test('migrating a database that is up to date does nothing, however many do it at once', async () => {
  const url = await testDatabaseUrl()
  assert.deepEqual(await Promise.all([migrate(url), migrate(url), migrate(url)]), [[], [], []])
})

test('frames are partitioned by run, and their table carries no index but its key', async () => {
  const { pool } = await testDatabase()
  const { rows } = await pool.query(
    `SELECT partstrat, (SELECT count(*)::int FROM pg_index WHERE indrelid = partrelid) AS indexes
       FROM pg_partitioned_table WHERE partrelid = 'frame'::regclass`,
  )
  assert.deepEqual(rows, [{ partstrat: 'r', indexes: 1 }])
})
