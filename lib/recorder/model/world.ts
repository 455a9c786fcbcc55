import assert from 'node:assert/strict'
import { openDatabase, type Database } from '#lib/db/client.ts'
import { readStoredFrames } from '#lib/db/read-stored-frames.ts'
import { testDatabaseUrl, whenOver } from '#lib/db/testing.ts'
import { kindOf } from '#lib/dialects/kind.ts'
import type { ConnectionPlan } from '#lib/upstream/script.ts'
import type { ScriptedRun } from '#lib/upstream/scripted-run.ts'
import { gate, emit } from '#lib/upstream/script.ts'
import { serveModus, type ModusUpstream } from '#lib/upstream/serve-modus.ts'
import { databaseProxy } from '../testing-proxy.ts'
import { closedRun, runWhen, testRecorder, testRun, until, type TestRun } from '../testing.ts'

// For test files only: a real Postgres, a real upstream, two recorders with ways to the database of their own, and what
// must be true of them.

/** What the commands of a run must know of it; it says what may be missing of the recording, which is nothing. */
export type Model = { emitted: number; restarts: number }

type Seat = {
  proxy: Awaited<ReturnType<typeof databaseProxy>>
  db: Database
  recorder: ReturnType<typeof testRecorder>
}

export type Stage = { url: string; db: Database; upstream: ModusUpstream; seats: Seat[] }

/** Everything that runs share. */
export async function openStage(): Promise<Stage> {
  const url = await testDatabaseUrl()
  const db = openDatabase(url, { max: 4 })
  whenOver(() => db.close())
  const upstream = await serveModus()
  whenOver(() => upstream.close())
  return { url, db, upstream, seats: [await takeSeat(url), await takeSeat(url)] }
}

async function takeSeat(url: string): Promise<Seat> {
  const proxy = await databaseProxy(`${url}?application_name=victim`)
  const db = openDatabase(proxy.url, { max: 4 })
  whenOver(() => db.close())
  return { proxy, db, recorder: startIn(db) }
}

const startIn = (db: Database) => testRecorder(db, { hurry: 50, logLevel: 'fatal' })

/** One run and all that is done to it. */
export class World {
  readonly stage: Stage
  readonly plan: ConnectionPlan = {}
  readonly run: TestRun
  readonly #source: ScriptedRun
  readonly #id: string
  #viewed: string[] = []

  private constructor(stage: Stage, id: string, source: ScriptedRun, run: TestRun, plan: ConnectionPlan) {
    this.stage = stage
    this.#id = id
    this.#source = source
    this.run = run
    this.plan = plan
  }

  static async open(stage: Stage, id: string): Promise<World> {
    const plan: ConnectionPlan = {}
    const steps = [gate('end'), emit({ type: 'done', runId: id })]
    const source = stage.upstream.add(id, { steps, otherwise: plan })
    const run = await testRun(stage.db, { baseUrl: stage.upstream.url, upstreamRunId: id })
    const world = new World(stage, id, source, run, plan)
    for (const { recorder } of stage.seats) recorder.wake()
    return world
  }

  emit(count: number, size: number): void {
    for (let n = 0; n < count; n++) {
      const content = `${this.#source.log.length} ${'x'.repeat(size)}`
      this.#source.emit({ payload: { type: 'token', content } })
    }
  }

  cut(how: 'fin' | 'rst', at: number): void {
    this.#source.cut(how, at)
    this.emit(1, 10)
  }

  /** All that was sent is stored; then the upstream loses its memory and its ids begin again. */
  async restart(): Promise<void> {
    await this.settle()
    const { upstream } = this.stage
    this.plan.answer = { status: 503 }
    this.#source.cut('rst')
    await until(() => upstream.truth(this.#id).connections.at(-1)?.status === 503, 20_000)
    this.#source.restart(`${this.#source.log.length}-0`)
    this.emit(2, 5)
    delete this.plan.answer
  }

  /** The recorder has no way to its database, and the database has not heard of it for long. */
  async cutOff(seat: number): Promise<void> {
    this.stage.seats[seat]?.proxy.close()
    await this.expire()
  }

  heal(seat: number): void {
    this.stage.seats[seat]?.proxy.open()
  }

  /** The lease of whoever has the run is over, while he reads on. */
  async expire(): Promise<void> {
    await this.stage.db.pool.query(
      `UPDATE recorder SET heartbeat_at = now() - interval '1 minute' WHERE id = (SELECT owner FROM recording WHERE run_id = $1)`,
      [this.run.runId],
    )
  }

  /** Every statement that is under way is cut off, and nobody knows whether it was committed. */
  async cutStatements(): Promise<void> {
    await this.stage.db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'victim' AND datname = current_database() AND pid <> pg_backend_pid()`,
    )
  }

  /** One recorder leaves as on SIGTERM, and another takes its place. */
  async replace(seat: number): Promise<void> {
    const place = this.stage.seats[seat]
    if (!place) return
    await place.recorder.stop({ drainMs: 0 })
    place.recorder = startIn(place.db)
  }

  /** What a viewer had and what is new, in whole frames: it must never see one that is not there later. */
  async view(): Promise<void> {
    const frames = await readStoredFrames(this.run.runId, this.#viewed.length, 10_000, this.stage.db)
    for (const { seq, raw } of frames) {
      assert.equal(seq, this.#viewed.length + 1, 'a viewer reads on without a hole')
      this.#viewed.push(Buffer.from(raw).toString('latin1'))
    }
  }

  /** All that the upstream has sent so far is stored. */
  async settle(): Promise<void> {
    for (const { proxy } of this.stage.seats) proxy.open()
    const wanted = this.stage.upstream.truth(this.#id).frames.length
    await runWhen(this.stage.db, this.run, (row) => (row.recorder?.nextSeq ?? 1) - 1 - row.gapCount >= wanted, 20_000)
  }

  /** What is stored is the beginning of what was sent, and the cursor is of a stored frame. */
  async check(): Promise<void> {
    const { frames, cursor, nextSeq } = await this.#stored()
    const sent = this.stage.upstream.truth(this.#id).frames.map(({ raw }) => raw.toString('latin1'))
    const kept = frames.filter(({ kind }) => kindOf(kind) !== 'gap').map(({ raw }) => raw.toString('latin1'))
    assert.deepEqual(kept, sent.slice(0, kept.length))
    assert.deepEqual(
      frames.map(({ seq }) => seq),
      frames.map((_, at) => at + 1),
    )
    assert.equal(nextSeq, frames.length + 1)
    if (cursor !== null) assert.ok(frames.some(({ upstreamId }) => upstreamId?.equals(cursor)))
  }

  async #stored() {
    const { rows } = await this.stage.db.pool.query<{
      next_seq: number
      cursor: Buffer | null
      frames: { seq: number; kind: number; raw: string; id: string | null }[] | null
    }>(
      // One statement, so that the row and the frames are of one moment.
      `SELECT next_seq, cursor, (SELECT json_agg(json_build_object('seq', seq, 'kind', kind,
         'raw', encode(raw, 'hex'), 'id', encode(upstream_id, 'hex')) ORDER BY seq) FROM frame WHERE run_id = $1) AS frames
       FROM recording WHERE run_id = $1`,
      [this.run.runId],
    )
    const [row] = rows
    assert.ok(row)
    const frames = (row.frames ?? []).map(({ seq, kind, raw, id }) => ({
      seq,
      kind,
      raw: Buffer.from(raw, 'hex'),
      upstreamId: id === null ? null : Buffer.from(id, 'hex'),
    }))
    return { frames, cursor: row.cursor, nextSeq: row.next_seq }
  }

  /** The run ends; then all of it is there, once, and every gap is a restart of the upstream. */
  async end(model: Model): Promise<void> {
    for (const { proxy } of this.stage.seats) proxy.open()
    this.#source.open('end')
    const row = await closedRun(this.stage.db, this.run, 30_000)
    await this.check()
    await this.view()
    const { frames } = await this.#stored()
    const truth = this.stage.upstream.truth(this.#id).frames
    const gaps = frames.filter(({ kind }) => kindOf(kind) === 'gap').map(({ raw }) => raw.toString('utf8'))
    assert.equal(frames.length - gaps.length, truth.length, 'all is stored')
    assert.equal(row.frameCount, frames.length)
    assert.equal(row.status, 'completed')
    for (const gap of gaps) assert.match(gap, /"reason":"unverified"/)
    assert.ok(gaps.length <= model.restarts, 'every gap has a cause')
    assert.equal(row.integrity, gaps.length === 0 ? 'complete' : 'unverified')
    assert.deepEqual(
      this.#viewed,
      frames.map(({ raw }) => raw.toString('latin1')),
    )
    this.stage.upstream.forget(this.#id)
  }
}
