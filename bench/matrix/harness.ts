import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '#lib/db/client.ts'
import { bytesOf, closedRun, framesOf, testRun, type TestRun } from '#lib/recorder/testing.ts'
import { emitArkloop } from '#lib/upstream/arkloop-events.ts'
import { emit, wait, type Step } from '#lib/upstream/script.ts'
import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { startSoakDatabase, type SoakDatabase } from '../soak/database.ts'
import { startRecorders, type Recorders } from '../soak/recorders.ts'

// What the rows of the fault matrix share that need a database, processes or a machine of their own. Run by `npm run matrix`.

export type Rig = { database: SoakDatabase; db: Database; recorders: Recorders; folder: string; close(): Promise<void> }

/** A durable Postgres and recorder processes. */
export async function openRig({ recorders: count = 1 } = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'runtape-matrix-'))
  const database = await startSoakDatabase()
  const db = openDatabase(database.url, { max: 4 })
  const recorders = await startRecorders({ count, databaseUrl: database.url, folder, db })
  return {
    database,
    db,
    recorders,
    folder,
    async close() {
      await recorders.stop()
      await db.close()
      await database.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Words at a pace, then the end. */
export function words(count: number, everyMs: number, end: unknown): Step[] {
  const said = Array.from({ length: count }, (_, i) => [emit({ type: 'token', content: `word${i} ` }), wait(everyMs)])
  return [...said.flat(), emit(end)]
}

export type Recorded = { run: TestRun; bytes(): string; close(): Promise<void> }

/** A run of class B that is streamed by a server of its own. */
export async function modusRun(db: Database, steps: readonly Step[]): Promise<Recorded> {
  const upstream = await serveModus({ runs: { 'run-1': { steps } } })
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
  return { run, bytes: () => upstream.truth('run-1').bytes.toString('latin1'), close: () => upstream.close() }
}

/** A run of class A, likewise. */
export async function arkloopRun(db: Database, count: number, everyMs: number): Promise<Recorded> {
  const said = Array.from({ length: count }, (_, i) => [
    emitArkloop('message.delta', { content_delta: `word${i} `, role: 'assistant' }),
    wait(everyMs),
  ])
  const steps = [...said.flat(), emitArkloop('run.completed', {})]
  const upstream = await serveArkloop({ runs: { 'run-1': { steps } }, heartbeatMs: 2000 })
  const run = await testRun(db, { dialect: 'arkloop', baseUrl: upstream.url, upstreamRunId: 'run-1' })
  return { run, bytes: () => upstream.truth('run-1').bytes.toString('latin1'), close: () => upstream.close() }
}

/** All of it is stored, once, in order, with nothing missing. */
export async function assertWhole(db: Database, { run, bytes }: Recorded, ms = 120_000): Promise<void> {
  const row = await closedRun(db, run, ms)
  const frames = (await framesOf(db, run)).filter(({ kind }) => kind !== 'comment')
  assert.equal(bytesOf(frames), bytes())
  assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
}
