import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as events from '../../app/api/v1/runs/[id]/events/route.ts'
import * as exported from '../../app/api/v1/runs/[id]/export/route.ts'
import * as frames from '../../app/api/v1/runs/[id]/frames/route.ts'
import { whenOver } from '#lib/db/testing.ts'
import { closedRun, runWhen, testRecorder, testRun } from '#lib/recorder/testing.ts'
import { serveHandler, testApi } from '#lib/route/testing.ts'
import { emit, gate, type Step } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { checkRun } from './check-run.ts'
import { startFaultProxy } from './fault-proxy.ts'
import { countFindings } from './finding.ts'
import { openTruthReader } from './read-truth.ts'
import { openTruthLog } from './truth-log.ts'
import { followRun } from './viewer.ts'

const db = await testApi()
const routes = { events, export: exported, frames }
const api = await serveHandler((request) => {
  const [, id = '', part = ''] = /^\/api\/v1\/runs\/([^/]+)\/(\w+)$/.exec(new URL(request.url).pathname) ?? []
  return routes[part as keyof typeof routes].GET(request, { params: Promise.resolve({ id }) })
})

const token = (i: number): Step => emit({ type: 'token', content: `word${i} é` })

/** A run of three times 200 frames, recorded over a link that is cut twice while somebody watches. */
async function recordedRun() {
  const path = join(await mkdtemp(join(tmpdir(), 'runtape-truth-')), 'truth.ndjson')
  const log = await openTruthLog(path)
  const words = (from: number) => Array.from({ length: 200 }, (_, i) => token(from + i))
  const steps = [...words(0), gate('one'), ...words(200), gate('two'), ...words(400), emit({ type: 'done' })]
  const upstream = await serveModus({ witness: log, runs: { r: { steps } } })
  const proxy = await startFaultProxy(upstream.url)
  const run = await testRun(db, { baseUrl: proxy.url, upstreamRunId: 'r' })
  const recorder = testRecorder(db)
  const url = `${api}/api/v1/runs/${run.publicId}`
  const watching = followRun(url, { viewer: 'v', signal: AbortSignal.timeout(20_000), stayMs: () => 40 })
  for (const [name, stored] of [
    ['one', 200],
    ['two', 400],
  ] as const) {
    await runWhen(db, run, ({ recorder: row }) => (row?.nextSeq ?? 0) > stored)
    proxy.add({ type: 'limit_data', attributes: { bytes: 1000 } })
    upstream.run('r')?.open(name)
    while (proxy.connections() > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    proxy.remove('limit_data_downstream')
  }
  await closedRun(db, run)
  const shown = [await watching]
  await recorder.stop({ drainMs: 0 })
  const reader = await openTruthReader(path)
  whenOver(() => reader.close())
  await Promise.all([proxy.close(), upstream.close()])
  await log.close()
  await reader.catchUp()
  const truth = reader.truth('r')
  assert.ok(truth)
  return { truth, run, check: () => checkRun(truth, { runId: run.runId, url, sourceClass: 'B', shown }, db) }
}

test('a run that was cut while it was recorded and watched is whole everywhere; what is tampered with is found', async () => {
  const { truth, run, check } = await recordedRun()
  const { findings, stored, beside, missing, gaps } = await check()
  assert.deepEqual(findings, [])
  assert.deepEqual([truth.emitted.length, stored, beside, missing, gaps.length], [601, 601, 0, 0, 0])

  await db.prisma.$executeRaw`UPDATE frame SET raw = raw || 'x' WHERE run_id = ${run.runId} AND seq = 300`
  const changed = await check()
  assert.deepEqual(
    changed.findings.map(({ class: name, where, seq }) => `${name} ${where} ${seq}`),
    [
      'mutated database 300',
      'mutated replay 300',
      'mutated export 300',
      'mutated database null',
      'live-not-replay live 300',
    ],
  )

  await db.prisma.$executeRaw`DELETE FROM frame WHERE run_id = ${run.runId} AND seq = 300`
  const counts = countFindings((await check()).findings)
  assert.deepEqual([counts.lost, counts['undeclared-gap'], counts['live-not-replay']], [3, 3, 1])
})
