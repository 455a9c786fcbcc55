import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { parkRun } from './park-run.ts'
import { testDatabase } from './testing.ts'
import { storeRun } from './testing-run.ts'

const db = await testDatabase()

async function ownedRun(recording: object = {}) {
  const { runId } = await storeRun(db)
  await db.prisma.recording.update({ where: { runId }, data: { epoch: 3, owner: randomUUID(), ...recording } })
  return runId
}

async function stateOf(runId: bigint) {
  const row = await db.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { recorder: true } })
  return [row.recording, row.recordingError, row.recorder?.state, row.recorder?.owner !== null]
}

test('a run is left to a person with a sentence, whatever characters are in it', async () => {
  const runId = await ownedRun({ retryAt: new Date() })
  await parkRun({ runId, epoch: 3, error: 'bad \0 \ud800' }, db)
  assert.deepEqual(await stateOf(runId), ['blocked', 'bad \ufffd \ufffd', 'parked', false])
})

test('a run of another lease, or one that its recorder let go, is left alone', async () => {
  for (const change of [{ epoch: 4 }, { owner: null }, { state: 'closed' }]) {
    const runId = await ownedRun(change)
    const before = await stateOf(runId)
    await parkRun({ runId, epoch: 3, error: 'bad' }, db)
    assert.deepEqual(await stateOf(runId), before)
  }
})
