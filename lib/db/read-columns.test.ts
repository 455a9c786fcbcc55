import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findRun } from './find-run.ts'
import { readColumns } from './read-columns.ts'
import { readRowsAt } from './read-rows-at.ts'
import { storeFrames, storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

const instant = fc.bigInt({ min: 0n, max: 4_102_444_800_000_000n })
const frame = fc.record({
  kind: fc.nat(300),
  connection: fc.integer({ min: 1, max: 32_767 }),
  backlog: fc.boolean(),
  receivedUs: instant,
  emittedUs: fc.option(instant),
})
type Given = typeof frame extends fc.Arbitrary<infer T> ? T : never

async function store(runId: bigint, frames: readonly Given[], after: number): Promise<void> {
  const data = frames.map((given, at) => ({ runId, seq: after + at + 1, raw: Buffer.from('data: x\n\n'), ...given }))
  await db.prisma.frame.createMany({ data })
  await db.prisma.recording.update({ where: { runId }, data: { nextSeq: after + frames.length + 1 } })
}

async function columnsOf(publicId: string, page?: number) {
  const run = (await findRun(publicId, db)) ?? assert.fail()
  return readColumns(run, db, page)
}

test('columns are what the rows are, however a run grew and in whatever pages it is read', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(frame, { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 9 }),
      async (parts, page) => {
        const { runId, publicId } = await storeRun(db)
        const all: Given[] = []
        for (const part of parts) {
          await store(runId, part, all.length)
          all.push(...part)
          const [columns, again] = await Promise.all([columnsOf(publicId, page), columnsOf(publicId, page)])
          assert.equal(columns, again, 'two readers at once read once')
          assert.equal(columns.length, all.length)
          assert.deepEqual(
            all.map((_, at) => [
              columns.kinds[at],
              columns.connections[at],
              columns.backlog[at],
              columns.receivedUs[at],
              columns.emittedUs[at],
            ]),
            all.map(({ kind, connection, backlog, receivedUs, emittedUs }) => [
              Math.min(255, kind),
              connection,
              Number(backlog),
              Number(receivedUs),
              emittedUs === null ? Number.NaN : Number(emittedUs),
            ]),
          )
        }
      },
    ),
    { numRuns: 15 },
  )
})

test('a hole is an error and not a shift, and what is repaired is read', async () => {
  const { runId, publicId } = await storeRun(db)
  await storeFrames(db, runId, ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n'])
  const row = await db.prisma.frame.delete({ where: { runId_seq: { runId, seq: 2 } } })
  await assert.rejects(columnsOf(publicId), /frames 1 to 3 of run \d+ are not stored without holes/)
  await db.prisma.frame.create({ data: row })
  assert.equal((await columnsOf(publicId)).length, 3)
})

test('some frames of a run come in order and in pages of at most 4 MiB', async () => {
  const { runId } = await storeRun(db)
  const large = `data: ${'x'.repeat(3 * 1024 * 1024)}\n\n`
  await storeFrames(db, runId, ['data: 1\n\n', large, large, 'data: 4\n\n', 'data: 5\n\n'])
  const pagesOf = async (seqs: number[], mostBytes: number | null = null) => {
    const pages: number[][] = []
    for await (const rows of readRowsAt(runId, seqs, { mostBytes, db })) pages.push(rows.map(({ seq }) => seq))
    return pages
  }
  assert.deepEqual(await pagesOf([1, 2, 3, 5]), [
    [1, 2],
    [3, 5],
  ])
  assert.deepEqual(await pagesOf([1, 2, 3, 5], 65_536), [[1, 5]])
  assert.deepEqual(await pagesOf([2, 3], 65_536), [])
  assert.deepEqual(await pagesOf(Array.from({ length: 4000 }, (_, at) => at + 5)), [[5]])
})
