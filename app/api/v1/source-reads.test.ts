import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Source } from '#lib/api/source.ts'
import { Usage } from '#lib/api/usage.ts'
import { claimReads } from '#lib/db/claim-reads.ts'
import { finishRead } from '#lib/db/finish-read.ts'
import { saveUsage } from '#lib/db/save-usage.ts'
import { call, testApi } from '#lib/route/testing.ts'
import * as sources from './sources/route.ts'
import * as source from './sources/[slug]/route.ts'
import * as usage from './sources/[slug]/usage/route.ts'

const db = await testApi()
const params = { slug: 'modus' }
await call(sources.POST, 'POST', '/x', {
  body: { name: 'Modus', dialect: 'modus', baseUrl: 'http://127.0.0.1:9', settings: { discover: true } },
})
const { id: sourceId } = await db.prisma.source.findUniqueOrThrow({ where: params })

const shown = async () => Source.parse(await (await call(source.GET, 'GET', '/x', { params })).json())

test('a source says how it was read last, and nothing of it once it is not read any more', async () => {
  assert.deepEqual((await shown()).reads, { runs: null, usage: null })
  const claims = await claimReads(9, db)
  assert.deepEqual((await shown()).reads, { runs: null, usage: null })
  for (const claim of claims) {
    const outcome =
      claim.name === 'runs'
        ? { name: 'read' as const, detail: '3 runs listed' }
        : { name: 'failed' as const, detail: '401: the credential was refused' }
    await finishRead(claim, outcome, { afterMs: 60_000 }, db)
  }
  const { runs, usage } = (await shown()).reads
  assert.deepEqual([runs?.ok, runs?.detail], [true, '3 runs listed'])
  assert.deepEqual([usage?.ok, usage?.detail], [false, '401: the credential was refused'])
  const off = await call(source.PATCH, 'PATCH', '/x', { params, body: { settings: { discover: false } } })
  assert.deepEqual(Source.parse(await off.json()).reads, { runs: null, usage: null })
})

test('usage is told by hour or day with its sums, from a time until right before another', async () => {
  const ago = (hours: number) => new Date(Math.floor(Date.now() / 3_600_000 - hours) * 3_600_000).toISOString()
  const bucket = (hours: number, model: string) => {
    return { bucket: ago(hours), model, calls: 2, inputTokens: 3_000_000_000, outputTokens: 5 }
  }
  await saveUsage(
    { sourceId, rollup: 'hour', buckets: [bucket(0, 'm'), bucket(1, 'n'), bucket(1, 'm'), bucket(60, 'm')] },
    db,
  )
  await saveUsage({ sourceId, rollup: 'day', buckets: [bucket(60, 'm')] }, db)
  const get = async (query: string) =>
    Usage.parse(await (await call(usage.GET, 'GET', `/x?${query}`, { params })).json())

  const hours = await get('')
  assert.deepEqual(
    hours.buckets.map(({ bucket, model }) => [bucket, model]),
    [
      [ago(1), 'm'],
      [ago(1), 'n'],
      [ago(0), 'm'],
    ],
  )
  assert.deepEqual(hours.totals, { calls: 6, inputTokens: 9_000_000_000, outputTokens: 15 })
  assert.equal((await get('rollup=day')).buckets.length, 1)
  assert.equal((await get(`from=${ago(60)}&to=${ago(1)}`)).buckets.length, 1)
  assert.deepEqual((await get(`from=${ago(90)}&to=${ago(80)}`)).totals, { calls: 0, inputTokens: 0, outputTokens: 0 })
  for (const query of ['rollup=week', 'from=yesterday']) {
    assert.equal((await call(usage.GET, 'GET', `/x?${query}`, { params })).status, 400)
  }
  assert.equal((await call(usage.GET, 'GET', '/x', { params: { slug: 'none' } })).status, 404)
})
