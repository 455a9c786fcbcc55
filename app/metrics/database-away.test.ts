import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMetrics } from '#lib/metrics/testing.ts'
import { call } from '#lib/route/testing.ts'
import { GET } from './route.ts'

process.env['DATABASE_URL'] = 'postgres://postgres@127.0.0.1:1/none'

test('without its database web still tells of itself, and that the database is away', async () => {
  const answer = await call(GET, 'GET', '/metrics')
  assert.equal(answer.status, 200)
  const figures = readMetrics(await answer.text())
  assert.equal(figures['database_up'], 0)
  assert.equal(figures['open_sse'], 0)
  assert.equal(figures['recorders{state="live"}'], undefined)
  assert.ok(Number.isNaN(figures['runs_unheld']))
})
