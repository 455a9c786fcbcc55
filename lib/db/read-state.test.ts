import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dialects, getDialect } from '#lib/dialects/dialects.ts'
import type { DialectFixtures } from '#lib/dialects/fixtures/fixture.ts'
import { readFrame } from '#lib/run/read-frame.ts'
import { blockAt, blocksFrom, firstHeld } from '#lib/run/transcript-blocks.ts'
import { emptyTranscript, foldTranscript } from '#lib/run/transcript.ts'
import { deleteRun } from './delete-run.ts'
import { findRun, type FoundRun } from './find-run.ts'
import { toFrames } from './frame-row.ts'
import { readFrameRows } from './read-frame-rows.ts'
import { readStateBlocks } from './read-state-blocks.ts'
import { readTranscript, type TranscriptAt } from './read-transcript.ts'
import { snapshotKey } from './snapshot-key.ts'
import { storeFrames, storeRun, type Block } from './testing-run.ts'
import { testDatabase } from './testing.ts'
import { writeSnapshots } from './write-snapshots.ts'

const db = await testDatabase()
const frameCount = 4200

for (const dialect of dialects) {
  test(`the state at any frame of a ${dialect.name} run is that of a fold from its first`, async () => {
    const { runId, publicId } = await storeRun(db, { dialect: dialect.name })
    await storeFrames(db, runId, await anyRun(dialect.name, frameCount))
    const states = await foldAll(publicId)
    const state = fc.oneof(fc.nat(frameCount), fc.constantFrom(999, 1000, 1001, 2000, 4000, frameCount))
    await fc.assert(
      fc.asyncProperty(state, fc.nat(300), fc.nat(300), async (at, from, count) => {
        const [read, whole] = [await readTranscript(publicId, at, db), states[at]]
        assert.ok(read !== null && whole !== undefined)
        const { blocks } = read.transcript
        assert.deepEqual(read, { ...whole, transcript: { ...whole.transcript, blocks } })
        for (const [leaf, held] of blocks.leaves.entries()) {
          if (held !== null) assert.deepEqual(held, whole.transcript.blocks.leaves[leaf])
        }
        assert.equal(blocks.length, whole.transcript.blocks.length)
        assert.ok(blocks.length === 0 || firstHeld(blocks) < blocks.length)
        for (const index of Object.values(read.transcript.open)) assert.ok(blockAt(blocks, index))
        const [first, to] = [from * 10, from * 10 + count]
        const told = await readStateBlocks(publicId, { at, from: first, to }, db)
        assert.deepEqual(told, {
          from: first,
          blocks: blocksFrom(whole.transcript.blocks, first).slice(0, count),
        })
      }),
      { numRuns: 40 },
    )
    assert.ok(await snapshotsOf(runId), 'it was not read through snapshots')
  })
}

test('snapshots that others wrote, in whatever pieces, are the same', async () => {
  const run = await modusRun(await anyRun('modus', 3500))
  const states = await foldAll(run.publicId)
  const found = await findRun(run.publicId, db)
  assert.ok(found)
  await Promise.all([1500, 3500, 2999, 3000].map((to, i) => writeSnapshots(found, to, { pageLimit: 170 + i }, db)))
  const left = new AbortController()
  await writeSnapshots(
    found,
    3500,
    { signal: left.signal, afterPage: () => Promise.resolve(left.abort()), pageLimit: 9 },
    db,
  )
  for (const at of [1000, 2000, 2500, 3000, 3500]) {
    const told = await readStateBlocks(run.publicId, { at, from: 0, to: 1024 }, db)
    assert.deepEqual(
      told?.blocks,
      blocksFrom(states[at]?.transcript.blocks ?? emptyTranscript.blocks, 0).slice(0, 1024),
    )
  }
  assert.equal(await snapshotsOf(run.runId), 3)
})

test('a state that was written for another clock or by another version is not read, and goes', async () => {
  const run = await modusRun(Array.from({ length: 2100 }, (_, at) => token(`${at} `)))
  await readTranscript(run.publicId, null, db)
  const before = await keysOf(run.runId)
  await db.pool.query(`UPDATE run_snapshot SET block_count = 77 WHERE run_id = $1`, [run.runId])
  assert.equal((await readTranscript(run.publicId, 2000, db))?.transcript.blocks.length, 77)
  await db.pool.query(`UPDATE run SET started_us = started_us - 5000 WHERE id = $1`, [run.runId])
  const state = await readTranscript(run.publicId, 2000, db)
  assert.equal(state?.transcript.lastMs, 2000 + 5)
  assert.equal(blocksFrom(state?.transcript.blocks ?? emptyTranscript.blocks, 0)[0]?.fromMs, 1 + 5)
  const after = await keysOf(run.runId)
  assert.equal(after.length, 1)
  assert.notDeepEqual(after, before)
})

test('a snapshot of which a part is gone is not read', async () => {
  const run = await modusRun(Array.from({ length: 1500 }, (_, at) => token(`${at} `)))
  const [before] = [await readTranscript(run.publicId, null, db)]
  await db.pool.query('DELETE FROM run_leaf WHERE run_id = $1', [run.runId])
  assert.deepEqual(await readTranscript(run.publicId, null, db), before)
})

test('states stay small however long a run is, and so do all of them together', async () => {
  const long = Array.from({ length: 5000 }, (_, at): Block[] => [
    token(`${'words and '.repeat(30)}${at % 7 === 0 ? '\n\n' : ''}`),
    ...(at % 3 === 0
      ? [
          tool({ type: 'tool_start', id: `c${at}`, name: 'search' }),
          tool({ type: 'tool_end', id: `c${at}`, result: 'x'.repeat(500) }),
        ]
      : []),
  ]).flat()
  const run = await modusRun(long)
  for (const at of [3000, 6000, long.length]) {
    const state = await readTranscript(run.publicId, at, db)
    assert.ok((state?.transcript.blocks.length ?? 0) > 500)
    assert.ok(JSON.stringify(state).length < 300_000, `${JSON.stringify(state).length} characters`)
  }
  const bytes = long.reduce((sum, { raw }) => sum + raw.length, 0)
  const stored = await storedBytes(run.runId)
  assert.ok(stored < bytes, `${stored} bytes of snapshots for ${bytes} bytes of frames`)
})

test('a call whose arguments grow and grow is not stored again with every snapshot', async () => {
  const delta = { type: 'tool_input_delta', id: 'c1', delta: Buffer.from(`${Math.PI}`.repeat(16)).toString('base64') }
  const run = await modusRun([
    tool({ type: 'tool_start', id: 'c1', name: 'write' }),
    ...Array.from({ length: 12_000 }, () => tool(delta)),
  ])
  const state = await readTranscript(run.publicId, null, db)
  const [block] = blocksFrom(state?.transcript.blocks ?? emptyTranscript.blocks, 0)
  assert.ok(block?.type === 'tool' && block.arguments.length > 4_000_000 && block.frames === 12_001)
  const stored = await snapshotsOf(run.runId)
  assert.ok(stored > 0 && stored < 8, `${stored} snapshots`)
})

test('the snapshots of a run go with it, and none is written for a run that is gone', async () => {
  const run = await modusRun(Array.from({ length: 1100 }, () => token('a ')))
  const found = await findRun(run.publicId, db)
  assert.ok(found)
  await writeSnapshots(found, 1100, {}, db)
  assert.equal(await snapshotsOf(run.runId), 1)
  await deleteRun(run.publicId, db)
  await writeSnapshots(found, 1100, {}, db)
  assert.deepEqual(await keysOf(run.runId), [])
  assert.equal(await storedBytes(run.runId), 0)
})

test('the key of a snapshot tells clocks apart', () => {
  const run = { clock: 'received', startedUs: 5n }
  const others = [
    { ...run, clock: null },
    { ...run, startedUs: null },
    { ...run, startedUs: 6n },
  ]
  assert.equal(new Set([run, ...others].map(snapshotKey)).size, 4)
})

/** Frames of a dialect in an order that no server has: calls that never end, ends without a start, long messages. */
async function anyRun(name: string, count: number): Promise<Block[]> {
  const { fixtures } = (await import(`../dialects/fixtures/${name}.ts`)) as { fixtures: DialectFixtures }
  const known = fixtures.runs.flatMap(({ frames }) =>
    frames.map(({ block, kind, events }) => ({ ...block, kind, events })),
  )
  const long = known.flatMap(({ events, ...block }) =>
    events.flatMap((event) => {
      if (event.type !== 'text.delta' || event.text === '') return []
      const inJson = JSON.stringify(event.text).slice(1, -1)
      const data = block.data?.replace(inJson, () => `${'long words '.repeat(300)}\\n\\n${'x'.repeat(500)}`)
      return data === undefined || data === block.data ? [] : [{ ...block, data }]
    }),
  )
  const some = fc.sample(fc.oneof(fc.constantFrom(...known), fc.constantFrom(...known, ...long)), {
    numRuns: count,
    seed: 7,
  })
  return some.map(({ id, event, data, kind }, at) => ({
    raw: `${id === null ? '' : `id: ${id}\n`}${event === null ? '' : `event: ${event}\n`}${lines(data)}\n`,
    kind,
    upstreamId: getDialect(name)?.identify({ id, event, data }) ?? '',
    connection: 1 + Math.floor(at / 1500),
  }))
}

function lines(data: string | null): string {
  return data === null
    ? ': none\n'
    : data
        .split('\n')
        .map((line) => `data: ${line}\n`)
        .join('')
}

/** The states after each frame, by nothing but the frames as the API gives them. */
async function foldAll(publicId: string): Promise<TranscriptAt[]> {
  const run = (await findRun(publicId, db)) as FoundRun
  const dialect = getDialect(run.dialect)
  let state: TranscriptAt = { at: 0, dialectState: dialect?.initial ?? null, transcript: emptyTranscript }
  const states = [state]
  while (state.at < run.lastSeq) {
    const range = { runId: run.id, after: state.at, to: run.lastSeq, limit: 10_000, kinds: null }
    for (const frame of toFrames((await readFrameRows(range, db)).rows, run)) {
      const { dialectState, step } = readFrame(dialect, state.dialectState, frame)
      state = { at: frame.seq, dialectState, transcript: foldTranscript(state.transcript, step) }
      states.push(state)
    }
  }
  return states
}

async function modusRun(blocks: readonly Block[]) {
  const run = await storeRun(db, { dialect: 'modus' })
  await storeFrames(db, run.runId, blocks)
  return run
}

function token(content: string): Block {
  return { raw: `data: ${JSON.stringify({ type: 'token', content })}\n\n`, kind: 'output' }
}

function tool(payload: object): Block {
  return { raw: `data: ${JSON.stringify(payload)}\n\n`, kind: 'tool' }
}

async function snapshotsOf(runId: bigint): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM run_snapshot WHERE run_id = $1', [
    runId,
  ])
  return rows[0]?.n ?? 0
}

async function keysOf(runId: bigint): Promise<string[]> {
  const { rows } = await db.pool.query<{ key: string }>(
    'SELECT key FROM run_snapshot WHERE run_id = $1 UNION SELECT key FROM run_leaf WHERE run_id = $1',
    [runId],
  )
  return rows.map(({ key }) => key)
}

async function storedBytes(runId: bigint): Promise<number> {
  const { rows } = await db.pool.query<{ bytes: number }>(
    `SELECT ((SELECT coalesce(sum(octet_length(state)), 0) FROM run_snapshot WHERE run_id = $1) +
       (SELECT coalesce(sum(octet_length(blocks)), 0) FROM run_leaf WHERE run_id = $1))::int AS bytes`,
    [runId],
  )
  return rows[0]?.bytes ?? 0
}
