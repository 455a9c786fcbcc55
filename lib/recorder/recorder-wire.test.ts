import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { bytes, comment, cut, emit, type Script, type Step } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { bytesOf, closedRun, framesOf, testRecorder, testRun } from './testing.ts'

// Whatever the wire does to a stream, what is stored is what the upstream had to say.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 50 })

const token = (content: string) => emit({ type: 'token', content })
const done = emit({ type: 'done', runId: 'run-1' })

/** Records each of these runs of one upstream, all at once, and gives its row, frames and what it was in truth. */
async function record(scripts: readonly Script[]) {
  const runs = Object.fromEntries(scripts.map((script, i) => [`run-${i}`, script]))
  const upstream = await serveModus({ runs })
  whenOver(() => upstream.close())
  const recorded = await Promise.all(
    Object.keys(runs).map(async (id) => ({ id, run: await testRun(db, { baseUrl: upstream.url, upstreamRunId: id }) })),
  )
  recorder.wake()
  return Promise.all(
    recorded.map(async ({ id, run }) => {
      const row = await closedRun(db, run, 30_000)
      return { row, frames: await framesOf(db, run), truth: upstream.truth(id) }
    }),
  )
}

async function recordOne(steps: readonly Step[], more: Omit<Script, 'steps'> = {}) {
  const [only] = await record([{ steps, ...more }])
  assert.ok(only)
  return only
}

function assertWhole({ row, frames, truth }: Awaited<ReturnType<typeof recordOne>>, what?: string) {
  assert.equal(bytesOf(frames), truth.bytes.toString('latin1'), what)
  assert.deepEqual(
    frames.map(({ seq, upstreamId }) => [seq, upstreamId?.toString() ?? null]),
    truth.frames.map(({ id }, i) => [i + 1, id]),
    what,
  )
  assert.deepEqual([row.status, row.integrity, row.frameCount], ['completed', 'complete', frames.length], what)
}

test('a stream that is cut at any of its bytes leaves the same rows every time', async () => {
  const steps = [
    bytes('id:1-0\ndata:{"type":"token","content":"é"}\n\n', '1-0'),
    bytes('id:2-0\r\ndata:{"type":"heartbeat"}\r\n\r\n', '2-0'),
    bytes('id:3-0\ndata:{"type":"done"}\n\n', '3-0'),
  ]
  const length = (await recordOne(steps)).truth.bytes.length
  const scripts = Array.from({ length }, (_, at): Script => {
    return { steps, connections: [{ cutAtByte: at, cutHow: at % 2 === 0 ? 'fin' : 'rst' }] }
  })
  for (const [at, one] of (await record(scripts)).entries()) {
    assertWhole(one, `cut at byte ${at}`)
    assert.deepEqual(
      one.frames.map(({ kind }) => kind),
      ['output', 'heartbeat', 'lifecycle'],
    )
  }
})

test('bytes that come one by one are the same frames', async () => {
  const steps = [token('wörld 🌍'), comment('ping'), token('b'), done]
  for (const lineEnd of ['\n', '\r\n', '\r'] as const) {
    assertWhole(await recordOne(steps, { lineEnd, connections: [{ chunkBytes: 1 }] }))
  }
})

test('a frame of 8 MB is stored byte for byte, and its neighbours too', async () => {
  const large = 'x'.repeat(8 * 1024 * 1024)
  assertWhole(await recordOne([token('a'), token(large), token('b'), done]))
})

test('a block that is too large is a gap with its length and hash, the run goes on, and it comes once', async () => {
  const block = Buffer.concat([
    Buffer.from('id: 3-0\n'),
    Buffer.alloc(17 * 1024 * 1024, 'data: x'),
    Buffer.from('\n\n'),
  ])
  const word = (n: number) => emit({ type: 'token', content: `word${n}` }, { id: `${n}-0` })
  const end = emit({ type: 'done' }, { id: '6-0' })
  const steps = [word(1), word(2), bytes(block, '3-0'), word(4), cut('fin'), word(5), end]
  const { row, frames } = await recordOne(steps, { connections: [{}, { resend: 2 }] })
  assert.deepEqual(
    frames.map(({ kind }) => kind),
    ['output', 'output', 'gap', 'output', 'output', 'lifecycle'],
  )
  const gap = JSON.parse(frames[2]?.raw.toString() ?? '') as object
  const sha256 = createHash('sha256').update(block).digest('hex')
  assert.partialDeepStrictEqual(gap, { reason: 'oversize', missingCount: 1, bytes: block.length, sha256 })
  assert.deepEqual([row.status, row.integrity, row.gapCount], ['completed', 'gaps', 1])
  assert.equal(row.connections[1]?.duplicates, 4)
})

test('an id of a frame that never got its blank line is not where the stream goes on', async () => {
  const steps = [
    bytes('id: 7-0\ndata: {"type":"token","content":"a"}\n\n', '7-0'),
    bytes('id: 8-0\ndata: {"type":"token","content":"b"}\n\n', '8-0'),
    cut('fin', 8),
    bytes('id: 9-0\ndata: {"type":"token","content":"c"}\n\n', '9-0'),
    emit({ type: 'done', runId: 'r' }, { id: '10-0' }),
  ]
  const one = await recordOne(steps)
  assertWhole(one)
  assert.deepEqual(
    one.row.connections.map(({ cursorSent, tail }) => [cursorSent, tail && Buffer.from(tail).toString()]),
    [
      [null, 'id: 9-0\n'],
      ['7-0', null],
    ],
  )
  assert.equal(one.row.duplicatesDropped, 1)
})

test('hours of heartbeats before a cut do not make a stream that comes again whole a new one', async () => {
  const beats = Array.from({ length: 4200 }, (_, i) => comment(`ping ${i}`))
  const one = await recordOne([token('a'), token('b'), ...beats, cut('fin'), token('c'), done], {
    connections: [{}, { ignoreCursor: true }],
  })
  assertWhole(one)
  assert.equal(one.row.connections[1]?.cursorSent, one.frames[0]?.upstreamId?.toString())
})

test('a long run that comes again whole is matched from its start', async () => {
  const words = Array.from({ length: 6000 }, (_, i) => token(`word${i} `))
  const one = await recordOne([...words, cut('fin'), done], { connections: [{}, { ignoreCursor: true }] })
  assertWhole(one)
  assert.equal(one.row.duplicatesDropped, 6000)
})

test('what comes after the terminal frame is kept, and changes nothing of how the run ended', async () => {
  const late = [token('late'), emit({ type: 'error', error: 'too late' })]
  const { row, frames } = await recordOne([token('a'), done, ...late])
  assert.equal(frames.length, 4)
  assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
})

test('no figure or name that an upstream sends keeps a run from being saved', async () => {
  const odd = '\\ud800 and \\u0000 '
  const steps = [
    bytes(`id: 1-0\ndata: {"type":"tool_start","id":"${odd}","name":"${odd}"}\n\n`, '1-0'),
    ...Array.from({ length: 1100 }, () => token('x')),
    cut('fin'),
    bytes(`id: 9999999999999-1\ndata: {"type":"tool_end","id":"${odd}","error":"${odd}"}\n\n`, '9999999999999-1'),
    emit({ type: 'done', usage: { inputTokens: Number.MAX_SAFE_INTEGER } }, { id: '9999999999999-2' }),
  ]
  const { row } = await recordOne(steps)
  assert.deepEqual([row.status, row.integrity, row.inputTokens], ['completed', 'complete', 2_147_483_647])
  assert.deepEqual(
    row.tools.map(({ name, status, startSeq }) => [name, status, startSeq]),
    [['\ufffd and \ufffd ', 'error', 1]],
  )
})

test('what had been waiting for us is marked, and the run has the clock of its upstream', async () => {
  const upstream = await serveModus({
    runs: {
      'run-1': {
        steps: [
          emit({ type: 'token', content: 'old' }, { id: '1717000000000-0' }),
          emit({ type: 'token', content: 'older' }, { id: '1717000002500-0' }),
          token('new'),
          done,
        ],
      },
    },
  })
  whenOver(() => upstream.close())
  upstream.run('run-1')?.begin()
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
  recorder.wake()
  const row = await closedRun(db, run)
  const frames = await framesOf(db, run)
  assert.deepEqual(
    frames.map(({ backlog }) => backlog),
    [true, true, false, false],
  )
  assert.equal(frames[1]?.emittedUs, 1_717_000_002_500_000)
  assert.deepEqual([row.clock, row.startedAtBasis, row.startedUs], ['emitted', 'first_frame', 1_717_000_000_000_000n])
  assert.equal(row.ttftMs, 0)
})
