import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { json } from '#lib/upstream/answers.ts'
import { listen, respond } from '#lib/upstream/listen.ts'
import type { Recorder } from './recorder.ts'
import { closedRun, runWhen, testRecorder, testRun } from './testing.ts'

// What the upstream says of a run is asked for when its recording is closed, and the lease on it given back.

const db = await testDatabase()

/** Resolves when the recorder has looked once more which runs are its own. */
async function heartbeat(recorder: Recorder) {
  const before = await db.prisma.recorder.findFirstOrThrow()
  recorder.wake()
  for (;;) {
    const { heartbeatAt } = await db.prisma.recorder.findFirstOrThrow()
    if (heartbeatAt > before.heartbeatAt) return
  }
}

test('details that take longer than a heartbeat are waited for', async () => {
  const recorder = testRecorder(db)
  const asked = Promise.withResolvers<void>()
  const answering = Promise.withResolvers<void>()
  const upstream = await listen(async ({ path, headers }, response) => {
    if (path.endsWith('/events')) {
      const log = 'id:1\ndata:{"id":1,"eventType":"RUN_COMPLETE","runId":"r1","payload":{}}\n\n'
      return respond(response, { status: 200, headers: { 'content-type': 'text/event-stream' }, body: log })
    }
    asked.resolve()
    await answering.promise
    respond(response, json(200, { id: 'r1', status: 'COMPLETED', inputTokens: 7, by: headers['authorization'] }))
  })
  whenOver(() => upstream.close())
  const log = { dialect: 'operativus', surface: 'log', upstreamRunId: 'r1', credential: 'upstream-token' }
  const run = await testRun(db, { baseUrl: upstream.url, ...log })
  recorder.wake()
  await asked.promise
  const { recorder: recording } = await closedRun(db, run)
  assert.equal(recording?.owner, null)
  // Two heartbeats: the first may have looked before the run was closed.
  await heartbeat(recorder)
  await heartbeat(recorder)
  answering.resolve()
  const row = await runWhen(db, run, ({ upstreamTotals }) => upstreamTotals !== null, 2000)
  assert.deepEqual(row.upstreamTotals, { inputTokens: 7 })
  const kept = row.connections.find(({ purpose }) => purpose === 'detail')?.responseBody
  assert.match(Buffer.from(kept ?? []).toString(), /"by":"Bearer \[credential\]"/)
})
