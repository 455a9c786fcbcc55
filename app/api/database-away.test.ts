import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call } from '#lib/route/testing.ts'
import { GET as health } from './health/route.ts'
import { GET as listRuns } from './v1/runs/route.ts'

process.env['DATABASE_URL'] = 'postgres://postgres@127.0.0.1:1/none'

test('without its database the server says so, and that it may be back soon', async () => {
  const told = await call(health, 'GET', '/api/health')
  assert.deepEqual(
    [told.status, await told.json()],
    [503, { status: 'unavailable', database: 'away', recorders: null }],
  )
  const refused = await call(listRuns, 'GET', '/api/v1/runs')
  assert.equal(refused.status, 503)
  assert.equal(refused.headers.get('retry-after'), '1')
  assert.equal(((await refused.json()) as { detail: string }).detail, 'the database is away')
})
