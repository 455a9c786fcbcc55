import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Hold } from '#lib/db/save-runs.ts'
import { emptySummary } from '#lib/run/summary.ts'
import { createReporter } from './reporter.ts'
import { runState } from './run-state.ts'

const facts = { recording: 'streaming', recordingError: null, status: null, before: 'queued', error: null } as const
const figures = { firstByteUs: null, gapCount: 0, unverifiedCount: 0 }

/** A reporter of a run whose frames are counted in `world`, with every step it takes on `world.steps`. */
function reporting({ intervalMs = 100_000 } = {}) {
  const world = {
    appended: 0,
    stored: 0,
    steps: [] as string[],
    holds: [] as Hold[],
    writing: Promise.withResolvers<void>(),
    fail: null as Error | null,
    errors: [] as unknown[],
  }
  world.writing.resolve()
  const reporter = createReporter({
    intervalMs,
    snapshot: () => ({
      state: runState(emptySummary(null), { ...facts, ...figures, duplicates: world.appended }),
      spans: [],
    }),
    async settled() {
      await nextTurn()
      world.stored = world.appended
    },
    async write({ state, hold }) {
      assert.ok(state.duplicatesDropped <= world.stored, 'the row is ahead of its frames')
      world.steps.push(`begin ${state.duplicatesDropped}`)
      await world.writing.promise
      if (world.fail) throw world.fail
      world.holds.push(hold)
      world.steps.push(`end ${state.duplicatesDropped}`)
    },
    onError: (error) => world.errors.push(error),
  })
  return { world, reporter }
}

async function until(isThere: () => boolean) {
  const deadline = performance.now() + 5000
  while (!isThere()) {
    assert.ok(performance.now() < deadline, 'it never came so far')
    await nextTurn()
  }
}

test('saves follow one another and never overlap', async () => {
  const { world, reporter } = reporting()
  world.writing = Promise.withResolvers()
  const saves = [1, 2, 3].map((count) => {
    world.appended = count
    return reporter.save()
  })
  await nextTurn()
  await nextTurn()
  world.writing.resolve()
  await Promise.all(saves)
  assert.deepEqual(
    world.steps.map((step) => step.split(' ')[0]),
    ['begin', 'end', 'begin', 'end', 'begin', 'end'],
  )
})

test('a row is never ahead of its frames, though frames come in while it is saved', async () => {
  const { world, reporter } = reporting()
  world.appended = 1
  const save = reporter.save()
  world.appended = 2
  await save
  world.appended = 3
  await reporter.save()
  assert.equal(world.steps.at(-1), 'end 3')
})

test('what becomes of the recording goes with its save', async () => {
  const { world, reporter } = reporting()
  await reporter.save()
  await reporter.save({ state: 'parked' })
  assert.deepEqual(world.holds, [{ state: 'open' }, { state: 'parked' }])
})

test('any number of changes are one save, an interval after the first', async () => {
  const { world, reporter } = reporting({ intervalMs: 5 })
  for (let i = 0; i < 100; i++) reporter.changed()
  await until(() => world.steps.length > 0)
  await reporter.save()
  assert.equal(world.steps.filter((step) => step.startsWith('begin')).length, 2)
})

test('a save at once stands for the one that was due', async () => {
  const { world, reporter } = reporting({ intervalMs: 1 })
  reporter.changed()
  await reporter.save()
  const until = performance.now() + 10
  while (performance.now() < until) await nextTurn()
  assert.equal(world.holds.length, 1)
})

test('a save that fails is told to whoever asked for it, and the next one is tried', async () => {
  const { world, reporter } = reporting({ intervalMs: 1 })
  world.fail = new Error('no')
  await assert.rejects(reporter.save(), /no/)
  reporter.changed()
  await until(() => world.errors.length > 0)
  world.fail = null
  await reporter.save({ state: 'closed' })
  assert.deepEqual(world.holds, [{ state: 'closed' }])
})

test('after its end nothing is saved any more', async () => {
  const { world, reporter } = reporting({ intervalMs: 1 })
  reporter.changed()
  reporter.stop()
  reporter.changed()
  const until = performance.now() + 10
  while (performance.now() < until) await nextTurn()
  assert.deepEqual(world.steps, [])
})
