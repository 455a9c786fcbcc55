import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import pg from 'pg'
import { startEmbeddedPostgres } from './start-embedded.ts'

test('a database starts on a new folder, keeps its data and its address, and its password is for its owner only', async (t) => {
  const home = await newHome(t)
  const first = await startEmbeddedPostgres(home, { durable: false })
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one')
  await first.stop()
  const second = await startEmbeddedPostgres(home, { durable: false })
  assert.equal(second.url, first.url)
  assert.equal(second.adopted, false)
  assert.deepEqual(await query(second.url, 'SELECT one FROM kept'), [{ one: 1 }])
  assert.deepEqual(await query(second.url, 'SHOW server_encoding'), [{ server_encoding: 'UTF8' }])
  await second.stop()
  assert.equal((await stat(join(home, 'postgres.json'))).mode & 0o777, 0o600)
})

test('one that still runs is adopted', async (t) => {
  const home = await newHome(t)
  const first = await startEmbeddedPostgres(home, { durable: false })
  const second = await startEmbeddedPostgres(home, { durable: false })
  assert.deepEqual([second.adopted, second.pid, second.url], [true, first.pid, first.url])
  await second.stop()
})

test('a lock file left by a crash does not keep it from starting', async (t) => {
  const home = await newHome(t)
  const first = await startEmbeddedPostgres(home, { durable: false })
  const lockFile = join(first.data, 'postmaster.pid')
  const lines = (await readFile(lockFile, 'utf8')).split('\n')
  await first.stop()
  // The number belongs to another program by now: to this one.
  await writeFile(lockFile, [process.pid, ...lines.slice(1)].join('\n'))
  const second = await startEmbeddedPostgres(home, { durable: false })
  assert.equal(second.adopted, false)
  await second.stop()
})

async function newHome(t: TestContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'runtape-embedded-'))
  t.after(async () => {
    const { data } = JSON.parse(await readFile(join(home, 'postgres.json'), 'utf8')) as { data: string }
    await Promise.all([home, data].map((path) => rm(path, { recursive: true, force: true })))
  })
  return home
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(text)
  await client.end()
  return rows
}
