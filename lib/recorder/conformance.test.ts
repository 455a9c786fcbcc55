import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '#lib/db/testing.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { dialects } from '#lib/dialects/dialects.ts'
import type { DialectFixtures, Fixture } from '#lib/dialects/fixtures/fixture.ts'
import { scriptOf } from '#lib/upstream/script-of.ts'
import { bytes, comment, cut, emit, retry, type ConnectionPlan, type Script, type Step } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { bytesOf, closedRun, framesOf, testRecorder, testRun } from './testing.ts'
import { upstreams, type Serve } from './testing-upstreams.ts'

// Whatever an upstream does to its connections, what was recorded is what it had to say: every block once, in order,
// byte for byte, and each read as its dialect's fixtures say.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 100 })

for (const dialect of dialects) {
  const { fixtures } = (await import(`#lib/dialects/fixtures/${dialect.name}.ts`)) as { fixtures: DialectFixtures }
  const serve = upstreams[dialect.name]
  // A dialect without a fake upstream is recorded by a test of its own.
  if (!serve) continue

  for (const fixture of fixtures.runs.filter((run) => endsBy(run, dialect))) {
    test(`${dialect.name}: ${fixture.name} is recorded and read as its fixture says`, async () => {
      await records(dialect, fixture, serve, scriptOf(fixture))
    })

    if (!isProvable(fixture, dialect)) continue
    test(`${dialect.name}: ${fixture.name} is recorded whole although it is cut in the middle of a frame`, async () => {
      const { steps } = scriptOf(fixture)
      const middle = Math.ceil(steps.length / 2)
      await records(dialect, fixture, serve, {
        steps: [...steps.slice(0, middle), cut('fin', 12), ...steps.slice(middle)],
      })
    })
  }
}

async function records(dialect: Dialect, fixture: Fixture, serve: Serve, script: Script): Promise<void> {
  const { run, bytes, close } = await serve(fixture, script)
  try {
    const recorded = await testRun(db, { dialect: dialect.name, ...run })
    recorder.wake()
    const row = await closedRun(db, recorded)
    const frames = (await framesOf(db, recorded)).filter(({ kind }) => kind !== 'comment')
    assert.equal(bytesOf(frames), bytes().toString('latin1'))
    assert.deepEqual(
      frames.map(({ kind }) => kind),
      fixture.frames.map(({ kind }) => kind),
    )
    assert.equal(row.status, fixture.status ?? 'ended')
    assert.equal(row.integrity, 'complete')
    assert.deepEqual(toolsOf(row.tools), toolsIn(fixture))
  } finally {
    await close()
  }
}

/** Whether a frame ends the run, or its streams have no such frame: what has another end is not the fixture's to say. */
function endsBy({ status }: Fixture, dialect: Dialect): boolean {
  if (status === null) return dialect.stream(dialect.surfaces[0].name, {}).endedEarly === 'ended'
  return status === 'completed' || status === 'failed' || status === 'cancelled'
}

/** Whether a stream goes on after a break and proves that nothing is missing: what comes first has an identity. */
function isProvable({ frames }: Fixture, dialect: Dialect): boolean {
  const [first] = frames
  return first !== undefined && first.block.id !== null && dialect.stream(dialect.surfaces[0].name, {}).class !== 'C'
}

/** Tools as they were recorded: name and outcome, in the order in which they were first heard of. */
function toolsOf(spans: readonly { name: string; status: string; error: string | null }[]): string[] {
  return spans.map(({ name, status, error }) => {
    return `${name} ${status === 'orphan_end' ? (error === null ? 'ok' : 'error') : status}`
  })
}

/** The same by the events of the fixture. */
function toolsIn({ frames }: Fixture): string[] {
  const tools = new Map<string, { name: string; status: string; error: string | null }>()
  for (const event of frames.flatMap((frame) => frame.events)) {
    if (event.type === 'tool.started') tools.set(event.callId, { name: event.name, status: 'no_end', error: null })
    if (event.type === 'tool.ended') {
      const error = event.error ?? null
      tools.set(event.callId, { name: event.name, status: error === null ? 'ok' : 'error', error })
    }
  }
  return toolsOf([...tools.values()])
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
