import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { curlAt } from './curl-at.ts'
import { sealCredential } from './source-secrets.ts'
import { storeFrames, storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

test('the stream goes on after the last frame with a name, and no secret is told', async () => {
  const id = randomUUID()
  const credential = sealCredential('very-secret', id, new Uint8Array(32))
  await db.prisma.source.create({
    data: { id, slug: id, name: id, dialect: 'modus', baseUrl: 'https://api.example.test', credential },
  })
  const { runId, publicId } = await storeRun(db, { dialect: 'modus', sourceId: id, upstreamRunId: 'up-1' })
  await storeFrames(db, runId, [{ raw: 'id: 1-0\ndata: {}\n\n', upstreamId: '1-0' }, ': ping\n\n', 'data: {}\n\n'])
  const told = await curlAt(publicId, 2, db)
  assert.equal(told?.cursor, '1-0')
  assert.match(told.command ?? '', /^curl -N 'https:\/\/api\.example\.test\/.*up-1.*-H 'last-event-id: 1-0'/)
  assert.ok(told.command?.includes('$TOKEN'))
  assert.ok(!JSON.stringify(told).includes('secret'))
  assert.equal((await curlAt(publicId, 0, db))?.cursor, null, 'before the first frame it begins anew')
})

test('a stream that cannot be opened again has no command, and says so', async () => {
  const { publicId } = await storeRun(db)
  const told = await curlAt(publicId, 1, db)
  assert.equal(told?.command, null)
  assert.match(told.reason ?? '', /no stream/)
  assert.equal(await curlAt('run_none', 1, db), null)
})
