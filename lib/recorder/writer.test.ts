import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FrameBatch } from '#lib/db/append-frames.ts'
import { LeaseLost } from './lease-lost.ts'
import { createWriter, type Tape } from './writer.ts'

const MB = 1024 * 1024

/** A database that answers a statement when it is told to; at once while it is `open`. */
function slowDatabase() {
  const world = {
    open: false,
    statements: [] as (readonly FrameBatch[])[],
    stored: new Map<bigint, string[]>(),
    lost: new Set<bigint>(),
    waiting: [] as PromiseWithResolvers<void>[],
    told: [] as bigint[][],
  }
  const writer = createWriter({
    async append(batches) {
      world.statements.push(batches)
      const gate = Promise.withResolvers<void>()
      world.waiting.push(gate)
      if (world.open) gate.resolve()
      await gate.promise
      const held = batches.filter(({ runId }) => !world.lost.has(runId))
      for (const { runId, fromSeq, frames } of held) {
        const before = world.stored.get(runId) ?? []
        assert.equal(before.length, fromSeq - 1, 'a batch came out of turn')
        world.stored.set(runId, [...before, ...frames.map(({ raw }) => Buffer.from(raw.subarray(0, 8)).toString())])
      }
      return new Set(held.map(({ runId }) => runId))
    },
    readPosition: async () => null,
    sleep: async () => undefined,
    onTrouble: () => undefined,
    onStored: (runIds) => world.told.push(runIds),
  })
  return {
    world,
    writer,
    /** Answers what was asked, and whatever is asked from now on. */
    answer() {
      world.open = true
      for (const gate of world.waiting) gate.resolve()
    },
  }
}

function append(tape: Tape, text: string, size = text.length) {
  const raw = Buffer.alloc(size)
  raw.write(text)
  const frame = { receivedUs: 1, emittedUs: null, backlog: false, connection: 1, kind: 7, upstreamId: null, raw }
  const counters = { byteCount: 0, gapCount: 0, unverifiedCount: 0, duplicates: 0, lastReceivedUs: 1 }
  tape.append(frame, { idEpoch: 0, cursor: null, chain: '', ...counters })
}

const tapeOf = (writer: ReturnType<typeof createWriter>, runId: number, epoch = 1) =>
  writer.open({ runId: BigInt(runId), epoch, nextSeq: 1 })

async function until(isThere: () => boolean) {
  const deadline = performance.now() + 5000
  while (!isThere()) {
    assert.ok(performance.now() < deadline, 'it never came so far')
    await nextTurn()
  }
}

test('frames of a moment, of whatever run, are one statement, and who waits hears of its commit', async () => {
  const { world, writer, answer } = slowDatabase()
  const [a, b] = [tapeOf(writer, 1), tapeOf(writer, 2)]
  append(b, 'b1')
  append(a, 'a1')
  append(a, 'a2')
  let settled = false
  const settling = a.settled().then(() => (settled = true))
  await until(() => world.statements.length === 1)
  await nextTurn()
  assert.equal(settled, false)
  answer()
  await settling
  assert.deepEqual(
    [...world.stored.entries()],
    [
      [1n, ['a1', 'a2']],
      [2n, ['b1']],
    ],
  )
  assert.deepEqual(world.told, [[1n, 2n]])
  assert.equal(writer.queuedBytes(), 0)
})

test('a tape with nothing under way is settled', async () => {
  const { writer } = slowDatabase()
  await tapeOf(writer, 1).settled()
})

test('a run is in at most one statement at a time, and its frames land in order', async () => {
  const { world, writer, answer } = slowDatabase()
  const tape = tapeOf(writer, 1)
  append(tape, '1')
  await until(() => world.statements.length === 1)
  for (let n = 2; n <= 5000; n++) append(tape, String(n))
  await nextTurn()
  assert.equal(world.statements.length, 1)
  answer()
  await tape.settled()
  assert.deepEqual(
    world.stored.get(1n),
    Array.from({ length: 5000 }, (_, i) => String(i + 1)),
  )
  assert.ok(world.statements.every((batches) => batches.length === 1 && batches[0]!.frames.length <= 2000))
})

test('two statements at most are under way, and none of them is larger than it must be', async () => {
  const { world, writer, answer } = slowDatabase()
  const tapes = Array.from({ length: 9 }, (_, i) => tapeOf(writer, i + 1))
  for (const tape of tapes) for (let n = 0; n < 1500; n++) append(tape, String(n))
  await nextTurn()
  assert.equal(world.statements.length, 2)
  answer()
  await Promise.all(tapes.map((tape) => tape.settled()))
  for (const batches of world.statements) {
    assert.ok(batches.reduce((sum, { frames }) => sum + frames.length, 0) <= 2000)
    assert.deepEqual(
      batches.map(({ runId }) => runId),
      batches.map(({ runId }) => runId).toSorted((x, y) => Number(x - y)),
    )
  }
})

test('a run that never rests leaves room for the others', async () => {
  const { world, writer } = slowDatabase()
  const [busy, quiet] = [tapeOf(writer, 1), tapeOf(writer, 2)]
  world.open = true
  append(quiet, 'x')
  let settled = false
  const settling = quiet.settled().then(() => (settled = true))
  for (let rounds = 0; !settled && rounds < 1000; rounds++) {
    for (let n = 0; n < 2000; n++) append(busy, 'y')
    await nextTurn()
  }
  assert.equal(settled, true)
  await Promise.all([settling, busy.settled()])
})

test('reading stops at 32 MB that wait, and goes on when some of them are stored', async () => {
  const { writer, answer } = slowDatabase()
  const tapes = Array.from({ length: 8 }, (_, n) => tapeOf(writer, n))
  const [tape = assert.fail()] = tapes
  for (let n = 0; n < 31; n++) append(tapes[n % 8] ?? tape, 'x', MB)
  await tape.room()
  append(tape, 'x', MB)
  let hasRoom = false
  const room = tape.room().then(() => (hasRoom = true))
  await nextTurn()
  assert.equal(hasRoom, false)
  assert.equal(writer.queuedBytes(), 32 * MB)
  answer()
  await room
  await Promise.all(tapes.map((one) => one.settled()))
  assert.equal(writer.queuedBytes(), 0)
})

test('of one run reading stops at 8 MB that wait, and of the others it goes on', async () => {
  const { world, writer, answer } = slowDatabase()
  const [fast, other] = [tapeOf(writer, 1), tapeOf(writer, 2)]
  append(fast, 'x')
  await until(() => world.statements.length === 1)
  for (let n = 0; n < 8; n++) append(fast, 'x', MB)
  let hasRoom = false
  const room = fast.room().then(() => (hasRoom = true))
  await other.room()
  await nextTurn()
  assert.equal(hasRoom, false)
  answer()
  await room
  await fast.settled()
})

test('a lost lease ends its tape, and no other', async () => {
  const { world, writer, answer } = slowDatabase()
  const [lost, kept] = [tapeOf(writer, 1), tapeOf(writer, 2)]
  world.lost.add(1n)
  append(lost, 'a')
  append(kept, 'b')
  await until(() => world.statements.length === 1)
  append(lost, 'c')
  const settling = [lost.settled(), kept.settled()]
  answer()
  const [first, second] = await Promise.allSettled(settling)
  assert.ok(first?.status === 'rejected' && first.reason instanceof LeaseLost)
  assert.equal(second?.status, 'fulfilled')
  assert.throws(() => append(lost, 'd'), LeaseLost)
  await assert.rejects(lost.settled(), LeaseLost)
  assert.equal(writer.queuedBytes(), 0)
  assert.deepEqual(world.told, [[2n]])
})

test('a tape that is closed with frames on it gives back its room, and they are never sent', async () => {
  const { world, writer, answer } = slowDatabase()
  const [given, other] = [tapeOf(writer, 1), tapeOf(writer, 2)]
  append(other, 'x')
  await until(() => world.statements.length === 1)
  for (let n = 0; n < 32; n++) append(given, 'x', MB)
  await until(() => world.statements.length === 2)
  const room = other.room()
  const settling = assert.rejects(given.settled(), LeaseLost)
  given.close()
  await Promise.all([room, settling])
  answer()
  await other.settled()
  await until(() => writer.queuedBytes() === 0)
  assert.equal(world.statements.length, 2)
})

test('a run that is opened anew ends its old tape, whose frames must not be sent under the old lease', async () => {
  const { world, writer, answer } = slowDatabase()
  const old = tapeOf(writer, 1)
  append(old, 'old')
  const settling = assert.rejects(old.settled(), LeaseLost)
  const tape = tapeOf(writer, 1, 2)
  await settling
  append(tape, 'new')
  answer()
  await tape.settled()
  old.close()
  append(tape, 'more')
  await tape.settled()
  assert.deepEqual(world.stored.get(1n), ['new', 'more'])
  assert.ok(world.statements.flat().every(({ epoch }) => epoch === 2))
  assert.equal(writer.queuedBytes(), 0)
})

test('a lease that is older than the one that is open already gets a tape that takes nothing', async () => {
  const { world, writer, answer } = slowDatabase()
  const current = tapeOf(writer, 1, 2)
  const late = tapeOf(writer, 1, 1)
  assert.throws(() => append(late, 'late'), LeaseLost)
  await assert.rejects(late.settled(), LeaseLost)
  late.close()
  append(current, 'new')
  answer()
  await current.settled()
  assert.deepEqual(world.stored.get(1n), ['new'])
})
