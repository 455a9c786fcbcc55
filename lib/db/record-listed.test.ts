import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SourceInput } from '#lib/api/source.ts'
import { createSource } from './create-source.ts'
import { getRun } from './get-run.ts'
import { learnRuns } from './learn-runs.ts'
import { recordRun } from './record-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()
await createSource(
  SourceInput.parse({ name: 'modus', dialect: 'modus', baseUrl: 'http://127.0.0.1:9' }),
  db,
  Buffer.alloc(32, 7),
)
const { id: sourceId } = await db.prisma.source.findUniqueOrThrow({ where: { slug: 'modus' } })
const ended = { upstreamRunId: 'ended', status: 'completed', createdMs: 1e12, endedMs: 1e12 + 5, metadata: {} } as const

test('a run that was only listed is taken up when somebody asks for it, where it has a stream', async () => {
  await learnRuns(
    { sourceId, dialect: 'modus', surface: '', anySurface: true, isRecordable: () => true, runs: [ended] },
    db,
  )
  const answer = await recordRun({ source: 'modus', upstreamRunId: 'ended' }, db)
  assert.ok('publicId' in answer && !answer.created)
  const run = await getRun(answer.publicId, db)
  assert.deepEqual([run?.recording, run?.integrity, run?.endedAt], ['pending', null, null])
  const recording = await db.prisma.recording.findFirst({ where: { run: { publicId: answer.publicId } } })
  assert.equal(recording?.state, 'open')
})

test('a run of a list whose ids name no stream cannot be recorded, and that is said', async () => {
  const runs = [{ ...ended, upstreamRunId: 'wf_1' }]
  await learnRuns(
    { sourceId, dialect: 'modus', surface: 'rest', anySurface: false, isRecordable: () => false, runs },
    db,
  )
  assert.deepEqual(await recordRun({ source: 'modus', upstreamRunId: 'wf_1' }, db), {
    status: 409,
    detail: 'Modus lists wf_1 but has no stream under that id: there is nothing to record',
  })
  const other = await recordRun({ source: 'modus', upstreamRunId: 'wf_1', surface: 'rest' }, db)
  assert.ok('detail' in other && other.status === 400)
})
