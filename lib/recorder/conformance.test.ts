import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '#lib/db/testing.ts'
import { fixtures as genericFixtures } from '#lib/dialects/fixtures/generic.ts'
import { fixtures as modusFixtures } from '#lib/dialects/fixtures/modus.ts'
import { scriptOf } from '#lib/upstream/script-of.ts'
import { bytes, comment, cut, emit, retry, type ConnectionPlan, type Script, type Step } from '#lib/upstream/script.ts'
import { serveGeneric } from '#lib/upstream/serve-generic.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { bytesOf, closedRun, framesOf, testRecorder, testRun } from './testing.ts'

// Whatever an upstream does to its connections, what was recorded is what it had to say: every block once, in order,
// byte for byte, and each read as its dialect's fixtures say.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 100 })

for (const fixture of modusFixtures.runs.filter(({ status }) => status !== null)) {
  test(`Modus: ${fixture.name} is recorded and read as its fixture says, from the start and cut in the middle`, async () => {
    const script = scriptOf(fixture)
    const middle = Math.ceil(script.steps.length / 2)
    const broken = { steps: [...script.steps.slice(0, middle), cut('fin', 12), ...script.steps.slice(middle)] }
    // A cut behind frames without ids leaves nothing to prove continuity by.
    const provable = fixture.frames[0]?.block.id !== null
    for (const one of provable ? [script, broken] : [script]) {
      const { row, frames } = await recordModus(one)
      assert.deepEqual(
        frames.map(({ kind }) => kind),
        fixture.frames.map(({ kind }) => kind),
      )
      assert.equal(row.status, fixture.status)
    }
  })
}

for (const fixture of genericFixtures.runs) {
  test(`generic: ${fixture.name} is recorded and read as its fixture says`, async () => {
    const upstream = await serveGeneric({ streams: { '/feed': scriptOf(fixture) } })
    const start = { operation: 'stream', params: { method: 'GET', path: '/feed' }, body: {} }
    const run = await testRun(db, { baseUrl: upstream.url, dialect: 'generic', upstreamRunId: null, start })
    recorder.wake()
    await closedRun(db, run)
    const frames = await framesOf(db, run)
    assert.equal(bytesOf(frames), upstream.truth('/feed').bytes.toString('latin1'))
    assert.deepEqual(
      frames.map(({ kind }) => kind),
      fixture.frames.map(({ kind }) => kind),
    )
    await upstream.close()
  })
}

test('any Modus run over any connections is recorded whole', async () => {
  await fc.assert(
    fc.asyncProperty(anyScript, async (script) => {
      const { row } = await recordModus(script)
      assert.equal(row.status, 'completed')
      assert.equal(row.integrity, 'complete')
    }),
    { numRuns: 40 },
  )
})

async function recordModus(script: Script) {
  const upstream = await serveModus({ runs: { r: script } })
  try {
    const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'r' })
    recorder.wake()
    const row = await closedRun(db, run)
    const frames = await framesOf(db, run)
    assert.equal(bytesOf(frames), upstream.truth('r').bytes.toString('latin1'))
    return { row, frames }
  } finally {
    await upstream.close()
  }
}

const token = fc.string({ maxLength: 30 }).map((content) => emit({ type: 'token', content }))
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: token },
  { weight: 1, arbitrary: fc.constant(emit({ type: 'heartbeat' })) },
  // Equal data without id on both sides of a cut is told from a repetition by nobody, so it differs here.
  { weight: 1, arbitrary: fc.nat().map((timestamp) => emit({ type: 'heartbeat', timestamp }, { id: null })) },
  { weight: 1, arbitrary: fc.constant(comment('ping')) },
  { weight: 1, arbitrary: fc.constant(retry(10)) },
  { weight: 1, arbitrary: fc.nat().map((n) => bytes(Buffer.from(`data: \xff\xfe${n}\n\n`, 'latin1'))) },
)

const plan: fc.Arbitrary<ConnectionPlan> = fc.oneof(
  fc.constant({}),
  fc.record({ resend: fc.integer({ min: 1, max: 5 }) }),
  fc.constant({ ignoreCursor: true }),
  fc.constant({ chunkBytes: 7 }),
)

/** A run of up to forty frames, broken up to three times in the middle of one, never before its first. */
const anyScript: fc.Arbitrary<Script> = fc
  .record({
    steps: fc.array(step, { minLength: 4, maxLength: 40 }),
    cuts: fc.array(
      fc.record({ share: fc.double({ min: 0, max: 0.99, noNaN: true }), at: fc.integer({ min: 0, max: 40 }) }),
      {
        maxLength: 3,
      },
    ),
    connections: fc.array(plan, { maxLength: 4 }),
    lineEnd: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
  })
  .map(({ steps, cuts, connections, lineEnd }) => {
    const broken = cuts.reduce(
      (before: Step[], { share, at }) => {
        return before.toSpliced(1 + Math.floor(share * before.length), 0, cut('fin', at))
      },
      [emit({ type: 'token', content: 'First' }), ...steps],
    )
    return { steps: [...broken, emit({ type: 'done', runId: 'r' })], connections: [{}, ...connections], lineEnd }
  })
