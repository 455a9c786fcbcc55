import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StartInput } from '#lib/api/run.ts'
import { SourceInput } from '#lib/api/source.ts'
import { createSource } from './create-source.ts'
import { getRun } from './get-run.ts'
import { recordRun } from './record-run.ts'
import { startRun } from './start-run.ts'
import { stopRun } from './stop-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()
const secret = Buffer.alloc(32, 7)
for (const dialect of ['modus', 'generic']) {
  await createSource(SourceInput.parse({ name: dialect, dialect, baseUrl: 'http://127.0.0.1:9' }), db, secret)
}

function start(input: object) {
  return startRun(StartInput.parse(input), db)
}

test('recording the same upstream run twice, even at once, gives one run', async () => {
  const input = { source: 'modus', upstreamRunId: 'twice', labels: { team: 'ops' } }
  const answers = await Promise.all(Array.from({ length: 6 }, () => recordRun(input, db)))
  assert.equal(new Set(answers.map((answer) => 'publicId' in answer && answer.publicId)).size, 1)
  assert.equal(answers.filter((answer) => 'created' in answer && answer.created).length, 1)
})

test('a new run is queued for the recorders', async () => {
  const answer = await recordRun({ source: 'modus', upstreamRunId: 'new', agentId: 'a-1', threadId: 't-1' }, db)
  assert.ok('publicId' in answer)
  assert.match(answer.publicId, /^run_[0-9A-HJKMNP-TV-Z]{26}$/)
  const run = await getRun(answer.publicId, db)
  assert.deepEqual(
    [run?.status, run?.recording, run?.agent, run?.threadId, run?.startedAt],
    ['queued', 'pending', 'a-1', 't-1', null],
  )
  const recording = await db.prisma.recording.findFirst({ where: { run: { publicId: answer.publicId } } })
  assert.deepEqual([recording?.state, recording?.owner], ['open', null])
})

test('asking again for a run that was lost takes it up again; a completed one stays closed', async () => {
  const input = { source: 'modus', upstreamRunId: 'lost' }
  const answer = await recordRun(input, db)
  assert.ok('publicId' in answer)
  const where = { publicId: answer.publicId }
  for (const [status, state] of [
    ['lost', 'open'],
    ['completed', 'closed'],
  ] as const) {
    await db.prisma.run.update({ where, data: { status, recording: 'closed', integrity: 'gaps' } })
    await db.prisma.recording.updateMany({ where: { run: where }, data: { state: 'closed' } })
    assert.deepEqual(await recordRun(input, db), { publicId: answer.publicId, created: false })
    const recording = await db.prisma.recording.findFirst({ where: { run: where } })
    assert.equal(recording?.state, state)
  }
})

test('what cannot be recorded is refused with a reason', async () => {
  assert.deepEqual(await recordRun({ source: 'nobody', upstreamRunId: '1' }, db), {
    status: 404,
    detail: 'there is no source nobody',
  })
  const generic = await recordRun({ source: 'generic', upstreamRunId: '1' }, db)
  assert.ok('detail' in generic && generic.status === 400 && /paths\.watch/.test(generic.detail))
  const surface = await recordRun({ source: 'modus', upstreamRunId: '1', surface: 'log' }, db)
  assert.ok('detail' in surface && surface.status === 400 && /has no surface log/.test(surface.detail))
})

test('a started run has its title, its thread and the id that it will have upstream', async () => {
  const body = { message: `  Find\nthe ${'x'.repeat(100)}`, sessionId: 'thread-1' }
  const answer = await start({ source: 'modus', operation: 'run', body, idempotencyKey: 'key-1' })
  assert.ok('publicId' in answer && answer.created)
  const run = await getRun(answer.publicId, db)
  assert.deepEqual([run?.threadId, run?.upstreamRunId, run?.operation], ['thread-1', 'key-1', 'run'])
  assert.equal(run?.title?.length, 80)
  assert.ok(run?.title?.startsWith('Find the x'))
})

test('a key with the same request is the same run, and with another body it is refused', async () => {
  const input = {
    source: 'modus',
    operation: 'run',
    body: { message: 'a', nested: { z: 1, a: [2] } },
    idempotencyKey: 'key-2',
  }
  const first = await start(input)
  assert.ok('publicId' in first && first.created)
  const again = await start({ ...input, body: { nested: { a: [2], z: 1 }, message: 'a' } })
  assert.deepEqual(again, { publicId: first.publicId, created: false })
  const other = await start({ ...input, body: { message: 'b' } })
  assert.ok('detail' in other && other.status === 409 && other.detail.includes(first.publicId))
})

test('without a key every start is a run of its own, and a key holds where the upstream gives the id too', async () => {
  const input = { source: 'generic', operation: 'stream', params: { method: 'POST', path: '/s' }, body: { q: 1 } }
  const [one, two] = [await start(input), await start(input)]
  assert.ok('publicId' in one && 'publicId' in two && one.publicId !== two.publicId)
  const keyed = await start({ ...input, idempotencyKey: 'k' })
  assert.ok('publicId' in keyed && keyed.created)
  assert.deepEqual(await start({ ...input, idempotencyKey: 'k' }), { publicId: keyed.publicId, created: false })
})

test('a start that lacks something, or an operation that does not exist, is refused', async () => {
  const unknown = await start({ source: 'modus', operation: 'fly' })
  assert.ok('detail' in unknown && unknown.status === 400 && /workflow-action/.test(unknown.detail))
  const lacking = await start({ source: 'generic', operation: 'stream', params: { path: 'no-slash' } })
  assert.deepEqual(lacking, {
    status: 400,
    detail: 'params.path must start with /',
    errors: [{ path: 'params.path', message: 'must start with /' }],
  })
})

test('stopping is left to whoever records', async () => {
  const answer = await recordRun({ source: 'modus', upstreamRunId: 'stop' }, db)
  assert.ok('publicId' in answer)
  assert.equal(await stopRun(answer.publicId, db), true)
  const recording = await db.prisma.recording.findFirst({ where: { run: { publicId: answer.publicId } } })
  assert.deepEqual([recording?.state, recording?.stopRequested], ['open', true])
  assert.equal(await stopRun('run_nobody', db), false)
})
