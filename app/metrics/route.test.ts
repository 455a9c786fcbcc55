import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { beat } from '#lib/db/beat.ts'
import { storeRun } from '#lib/db/testing-run.ts'
import { readMetrics } from '#lib/metrics/testing.ts'
import { createMeter } from '#lib/recorder/meter.ts'
import { call, testApi } from '#lib/route/testing.ts'
import { GET as watch } from '../api/v1/runs/[id]/events/route.ts'
import { GET as listRecorders } from '../api/v1/recorders/route.ts'
import { GET } from './route.ts'

const apiKey = 'test-key-of-at-least-32-characters'
const db = await testApi({ RUNTAPE_API_KEY: apiKey })
const headers = { authorization: `Bearer ${apiKey}` }

async function told() {
  const answer = await call(GET, 'GET', '/metrics', { headers })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  return readMetrics(await answer.text())
}

test('metrics need the key', async () => {
  for (const wrong of [{}, { authorization: 'Bearer wrong' }, { cookie: 'runtape=forged' }]) {
    const answer = await call(GET, 'GET', '/metrics', { headers: wrong })
    assert.equal(answer.status, 401)
    assert.doesNotMatch(await answer.text(), /runtape_/)
  }
})

test('web tells of recorders, runs, viewers and its database, and counts who leaves', async () => {
  const before = await told()
  assert.equal(before['database_up'], 1)
  assert.equal(before['recorders{state="live"}'], 0)
  assert.equal(before['open_sse'], 0)
  assert.equal(before['runs{recording="streaming"}'], 0)
  assert.equal(before['runs{recording="closed"}'], undefined)
  assert.ok((before['process_resident_memory_bytes'] ?? 0) > 1_000_000)
  assert.ok('nodejs_eventloop_lag_p99_seconds' in before)
  assert.equal(before['db_pool_waiting'], 0)
  assert.ok((before['db_connections{state="idle"}'] ?? 0) > 0)

  await beat({ id: randomUUID(), host: 'h', pid: 1 })
  const { publicId } = await storeRun(db, { recording: 'streaming' })
  const gone = new AbortController()
  const stream = await call(watch, 'GET', `/api/v1/runs/${publicId}/events`, {
    headers,
    params: { id: publicId },
    signal: gone.signal,
  })
  const during = await told()
  assert.equal(during['recorders{state="live"}'], 1)
  assert.equal(during['runs{recording="streaming"}'], 1)
  assert.equal(during['runs_unheld'], 1)
  assert.equal(during['open_sse'], 1)

  gone.abort()
  await stream.body?.cancel()
  assert.equal((await told())['open_sse'], 0)
})

test('a statement that finds no connection free is seen to wait', async () => {
  const { max } = db.pool.options
  const slow = (before: Record<string, number>) =>
    (before['db_pool_wait_seconds_count'] ?? 0) - (before['db_pool_wait_seconds_bucket{le="0.1"}'] ?? 0)
  const before = slow(await told())
  await Promise.all(Array.from({ length: max + 3 }, () => db.pool.query('SELECT pg_sleep(0.3)')))
  await db.prisma.$queryRaw`SELECT 1`
  assert.ok(slow(await told()) - before >= 3)
})

test('the API lists the recorders', async () => {
  const answer = await call(listRecorders, 'GET', '/api/v1/recorders', { headers })
  const { recorders } = (await answer.json()) as { recorders: Record<string, unknown>[] }
  assert.deepEqual(
    recorders.map(({ host, pid, state, runs, figures }) => ({ host, pid, state, runs, figures })),
    [{ host: 'h', pid: 1, state: 'live', runs: 0, figures: null }],
  )
})

test('docs/operations.md names every metric of the product, and no other', async () => {
  const recorder = new Registry()
  createMeter(recorder)
  const web = await call(GET, 'GET', '/metrics', { headers })
  const told = [await web.text(), await recorder.metrics()].join('\n')
  const names = (text: string, pattern: RegExp) =>
    [...new Set([...text.matchAll(pattern)].map((match) => String(match[1])))].toSorted((a, b) => a.localeCompare(b))
  const docs = await readFile(join(import.meta.dirname, '../../docs/operations.md'), 'utf8')
  assert.deepEqual(names(docs, /^\| `(runtape_\w+)`/gm), names(told, /^# TYPE (runtape_\w+)/gm))
})
