import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { databaseFacts } from '#lib/db/database-facts.ts'
import { migrationFacts } from '#lib/db/migration-facts.ts'
import { testDatabaseUrl, whenOver } from '#lib/db/testing.ts'
import { openDatabase } from '#lib/db/client.ts'
import { sealCredential } from '#lib/db/source-secrets.ts'
import { storeSource } from '#lib/db/testing-run.ts'
import { readEnv } from '#lib/env.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { checkSecret } from './check-secret.ts'
import { examine } from './examine.ts'

const url = await testDatabaseUrl()
const home = await mkdtemp(join(tmpdir(), 'doctor-'))
whenOver(() => rm(home, { recursive: true }))
const secretFile = join(home, 'secret')
const key = Buffer.alloc(32, 7)

test('a database tells of its settings, its clock and its migrations', async () => {
  const facts = await databaseFacts(url)
  assert.equal(facts.settings.fsync, 'off', 'tests run on a database that is not to last')
  assert.ok(Number(facts.settings.server_version_num) > 150_000)
  assert.ok(facts.connections > 0)
  assert.ok(facts.databaseBytes > 100_000)
  assert.ok(Math.abs(facts.aheadMs) < 1000 + facts.roundTripMs)
  assert.equal(facts.readOnly, false)
  const late = await databaseFacts(url, () => Date.now() - 60_000)
  assert.ok(late.aheadMs > 59_000)

  assert.deepEqual(await migrationFacts(url), { missing: [], failed: [], unknown: [], edited: [] })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`DELETE FROM _prisma_migrations WHERE migration_name = '0002_rest_side'`)
  await client.query(`UPDATE _prisma_migrations SET checksum = 'x' WHERE migration_name = '0001_init'`)
  await client.query(`
    INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES
      ('a', 'x', '9998_newer', now()), ('b', 'x', '9999_half', NULL)`)
  await client.query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '9999_half'`)
  const wrong = await migrationFacts(url)
  assert.deepEqual(wrong, {
    missing: ['0002_rest_side'],
    failed: ['9999_half'],
    unknown: ['9998_newer'],
    edited: ['0001_init'],
  })
  await client.query('DROP TABLE _prisma_migrations')
  await client.end()
  assert.ok((await migrationFacts(url)).missing.length > 3)
})

test('the secret is to be there, whole, and its owner’s alone; it is not made', async () => {
  assert.equal((await checkSecret(secretFile)).level, 'warn')
  assert.equal((await checkSecret(secretFile)).level, 'warn', 'looking makes none')
  await writeFile(secretFile, `${key.toString('base64url')}\n`, { mode: 0o600 })
  assert.equal((await checkSecret(secretFile)).level, 'ok')
  await chmod(secretFile, 0o640)
  const open = await checkSecret(secretFile)
  assert.deepEqual([open.level, open.todo], ['fail', `chmod 600 ${secretFile}`])
  assert.match(open.says, /mode 0640/)
  await chmod(secretFile, 0o600)
  await writeFile(secretFile, 'short')
  assert.equal((await checkSecret(secretFile)).level, 'fail')
  await writeFile(secretFile, `${key.toString('base64url')}\n`)
})

test('an installation is examined whole: what fails, and what to do', async () => {
  const upstream = await serveModus({ token: 'right' })
  const address = await testDatabaseUrl()
  const db = openDatabase(address, { max: 2 })
  try {
    const add = async (slug: string, token: string, sealedWith: Buffer, baseUrl = upstream.url) => {
      const { id } = await storeSource(db, slug)
      const credential = sealCredential(token, id, sealedWith)
      await db.prisma.source.update({ where: { id }, data: { dialect: 'modus', baseUrl, credential } })
    }
    await add('a-right', 'right', key)
    await add('b-wrong', 'wrong', key)
    await add('c-sealed', 'right', Buffer.alloc(32, 8))
    await add('d-away', 'right', key, 'http://127.0.0.1:9')
    const env = readEnv({ DATABASE_URL: address, RUNTAPE_HOME: home })
    const findings = await examine(env)
    const of = (area: string) =>
      Object.fromEntries(findings.filter((one) => one.area === area).map((one) => [one.name, one.level]))
    assert.deepEqual(of('files')['secret'], 'ok')
    assert.ok(['ok', 'warn'].includes(of('files')['data folder'] ?? ''))
    assert.ok('database folder' in of('files'), 'it is on this machine, and says where')
    assert.equal(of('versions')['next'], 'ok')
    assert.equal(of('database')['fsync'], 'fail')
    assert.equal(of('database')['migrations'], 'ok')
    assert.deepEqual(of('recorders'), { alive: 'fail' })
    assert.deepEqual(of('sources'), { 'a-right': 'ok', 'b-wrong': 'fail', 'c-sealed': 'fail', 'd-away': 'fail' })
    assert.ok(findings.every(({ level, todo }) => (level === 'ok') === (todo === null)))
    const words = JSON.stringify(findings)
    assert.ok(!words.includes('Bearer') && !words.includes(key.toString('base64url')))
  } finally {
    await db.close()
    await upstream.close()
  }
})

test('without its database an installation is still examined, and told how to bring it', async () => {
  const levels = async (vars: Record<string, string>) => {
    const findings = await examine(readEnv({ RUNTAPE_HOME: home, ...vars }))
    return findings.filter(({ area }) => area === 'database')
  }
  const away = await levels({ DATABASE_URL: 'postgres://u:topsecret@127.0.0.1:9/none' })
  assert.deepEqual(
    away.map(({ name, level }) => [name, level]),
    [['reach', 'fail']],
  )
  assert.match(away[0]?.says ?? '', /cannot be reached at 127\.0\.0\.1:9: .*ECONNREFUSED/)
  assert.ok(!JSON.stringify(away).includes('topsecret'))
  const never = await levels({ RUNTAPE_HOME: join(home, 'new') })
  assert.match(never[0]?.says ?? '', /there is none in .*new yet/)
})
