import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SourceInput } from '#lib/api/source.ts'
import { createSource, slugOf } from './create-source.ts'
import { deleteSource } from './delete-source.ts'
import { getSource } from './get-source.ts'
import { listSources } from './list-sources.ts'
import { patchSource } from './patch-source.ts'
import { readFrames } from './read-frames.ts'
import { readUpstream } from './read-upstream.ts'
import { storeFrames, storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()
const secret = Buffer.alloc(32, 7)
const base = { name: 'Support agents', dialect: 'modus', baseUrl: 'https://agents.example/v1' }

async function idOf(slug: string): Promise<string> {
  return (await db.prisma.source.findUniqueOrThrow({ where: { slug } })).id
}

test('a source is shown without its secrets, and they are sealed where they lie', async () => {
  const source = await createSource(
    SourceInput.parse({
      ...base,
      slug: 'sealed',
      credential: { scheme: 'header', name: 'X-Key', value: 'hush-credential' },
      settings: { idleSeconds: 60, headers: { 'X-Tenant': 'hush-tenant' } },
    }),
    db,
    secret,
  )
  assert.deepEqual(source?.credential, { scheme: 'header', name: 'X-Key' })
  assert.deepEqual(source?.headerNames, ['X-Tenant'])
  assert.deepEqual(source?.settings, { idleSeconds: 60 })
  assert.equal(source?.class, 'B')
  const stored = JSON.stringify(await db.pool.query('SELECT * FROM source').then(({ rows }) => rows as unknown))
  assert.ok(!(stored + JSON.stringify(await listSources(db))).includes('hush'))
  const upstream = await readUpstream(await idOf('sealed'), db, secret)
  assert.deepEqual(upstream?.credential, { scheme: 'header', name: 'X-Key', value: 'hush-credential' })
  assert.deepEqual(upstream?.headers, { 'X-Tenant': 'hush-tenant' })
})

test('a credential copied to another source does not open there', async () => {
  await createSource(SourceInput.parse({ ...base, slug: 'from', credential: 'token' }), db, secret)
  await createSource(SourceInput.parse({ ...base, slug: 'to', credential: 'other' }), db, secret)
  const { credential } = await db.prisma.source.findUniqueOrThrow({ where: { slug: 'from' } })
  await db.prisma.source.update({ where: { slug: 'to' }, data: { credential } })
  await assert.rejects(readUpstream(await idOf('to'), db, secret), /changed or moved/)
})

test('a slug is made of the name, and numbered if it is taken; one that was asked for is not', async () => {
  const first = await createSource(SourceInput.parse(base), db, secret)
  const second = await createSource(SourceInput.parse(base), db, secret)
  assert.deepEqual([first?.slug, second?.slug], ['support-agents', 'support-agents-2'])
  assert.equal(await createSource(SourceInput.parse({ ...base, slug: 'support-agents' }), db, secret), null)
  assert.equal(slugOf('Ünïcode & Ångström!'), 'unicode-angstrom')
  assert.equal(slugOf('???'), 'source')
  assert.equal(slugOf('API'), 'source-api')
})

test('a change leaves alone what it does not name', async () => {
  await createSource(
    SourceInput.parse({ ...base, slug: 'patch', credential: 'one', settings: { headers: { A: '1' }, idleSeconds: 9 } }),
    db,
    secret,
  )
  const named = await patchSource('patch', { name: 'New', settings: { idleSeconds: 30 } }, db, secret)
  assert.deepEqual([named?.name, named?.settings, named?.headerNames], ['New', { idleSeconds: 30 }, ['A']])
  assert.equal((await readUpstream(await idOf('patch'), db, secret))?.credential?.value, 'one')
  const without = await patchSource('patch', { credential: null, settings: { headers: {} } }, db, secret)
  assert.deepEqual([without?.credential, without?.headerNames, without?.settings], [null, [], {}])
  assert.equal(await patchSource('nobody', {}, db, secret), null)
})

test('a new credential takes up the recordings that wait for one, and no others', async () => {
  await createSource(SourceInput.parse({ ...base, slug: 'auth', credential: 'old' }), db, secret)
  const sourceId = await idOf('auth')
  const waiting = await storeRun(db, { sourceId, recording: 'auth_required' })
  const blocked = await storeRun(db, { sourceId, recording: 'blocked' })
  await db.prisma.recording.updateMany({ data: { state: 'parked' } })
  await patchSource('auth', { credential: 'new' }, db, secret)
  const states = await db.prisma.recording.findMany({ orderBy: { runId: 'asc' }, select: { runId: true, state: true } })
  assert.deepEqual(
    states.filter(({ runId }) => [waiting.runId, blocked.runId].includes(runId)).map(({ state }) => state),
    ['open', 'parked'],
  )
})

test('a source with runs stays until they are to go with it', async () => {
  await createSource(SourceInput.parse({ ...base, slug: 'gone' }), db, secret)
  const { runId, publicId } = await storeRun(db, { sourceId: await idOf('gone') })
  await storeFrames(db, runId, ['data: 1\n\n'])
  assert.deepEqual((await getSource('gone', db))?.runCount, 1)
  assert.deepEqual(await deleteSource('gone', { withRuns: false }, db), { runs: 1 })
  assert.equal(await deleteSource('gone', { withRuns: true }, db), 'deleted')
  assert.equal(await deleteSource('gone', { withRuns: true }, db), 'absent')
  assert.equal(await readFrames(publicId, { after: 0, limit: 1 }, db), null)
  const { rowCount } = await db.pool.query('SELECT 1 FROM frame WHERE run_id = $1', [runId])
  assert.equal(rowCount, 0)
})
