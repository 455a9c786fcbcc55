import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Fields } from '#lib/sse/block.ts'
import { RunStatus } from '#lib/api/run.ts'
import { makesRequests } from './conformance-requests.ts'
import { readsAnswers } from './conformance-rest.ts'
import { anyBlock, bentBlock, DEEP, deepBlocks, hostile, nested } from './conformance-samples.ts'
import { keepsItsRules } from './conformance-streams.ts'
import type { Dialect } from './dialect.ts'
import type { DialectFixtures, Fixture } from './fixtures/fixture.ts'
import { kinds } from './kind.ts'
import type { RunEvent } from './run-event.ts'

const endings: readonly RunStatus[] = ['completed', 'failed', 'cancelled', 'ended']

/** What every dialect must do, as tests. A dialect joins with a file of fixtures. */
export function conformance<State>(dialect: Dialect<State>, fixtures: DialectFixtures): void {
  describe(`the ${dialect.name} dialect`, () => {
    for (const run of fixtures.runs) readsRun(dialect, run)
    staysPure(dialect, fixtures)
    ordersIds(dialect, fixtures)
    keepsItsRules(dialect, fixtures)
    makesRequests(dialect, fixtures)
    readsAnswers(dialect, fixtures)
  })
}

function readsRun<State>(dialect: Dialect<State>, run: Fixture): void {
  test(`reads ${run.name}`, () => {
    const readings = fold(dialect, blocksOf(run))
    run.frames.forEach(({ kind, events, block }, at) => {
      assert.deepEqual(readings[at], { kind, events }, `frame ${at + 1}: ${block.data}`)
    })
    assert.equal(lastStatus(readings.flatMap((reading) => reading.events)), run.status)
  })

  test(`knows at the end of ${run.name} what it knew from its frames`, () => {
    let state = dialect.initial
    for (const block of blocksOf(run)) state = dialect.interpret(state, block).state
    const end = assertEnd(dialect, state)
    if (run.status !== null && endings.includes(run.status) && end !== null) assert.equal(end, run.status)
  })

  test(`reads ${run.name} alike when its state goes through JSON between frames`, () => {
    assert.deepEqual(fold(dialect, blocksOf(run), jsonClone), fold(dialect, blocksOf(run)))
  })

  test(`starts every tool of ${run.name} once and ends what it started`, () => {
    const open = new Map<string, string>()
    const started = new Set<string>()
    for (const event of fold(dialect, blocksOf(run)).flatMap((reading) => reading.events)) {
      if (event.type === 'tool.started') {
        assert.ok(!started.has(event.callId), `${event.callId} starts twice`)
        started.add(event.callId)
        open.set(event.callId, event.name)
      } else if (event.type === 'tool.ended') {
        assert.equal(open.get(event.callId) ?? event.name, event.name)
        open.delete(event.callId)
      } else if (event.type === 'tool.progress' || event.type === 'tool.arguments') {
        assert.ok(open.has(event.callId), `${event.callId} goes on without being open`)
      }
    }
    if (run.status === 'completed') assert.deepEqual([...open.keys()], run.open ?? [])
  })
}

function staysPure<State>(dialect: Dialect<State>, fixtures: DialectFixtures): void {
  const known = fixtures.runs.flatMap(blocksOf)

  test('calls unknown what it does not know', () => {
    for (const block of fixtures.unknown) {
      const { kind, events } = dialect.interpret(dialect.initial, block)
      assert.deepEqual({ kind, events }, { kind: 'unknown', events: [] }, JSON.stringify(block))
    }
  })

  test('reads anything at all without throwing, into plain data', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyBlock, bentBlock(known)), { maxLength: 12 }), (blocks) => {
        let state = dialect.initial
        for (const block of blocks) {
          const reading = dialect.interpret(deepFreeze(state), block)
          state = reading.state
          assert.deepEqual(jsonClone(state), state)
          assert.deepEqual(jsonClone(reading.events), reading.events)
          assertEvents(reading.events)
          assertEnd(dialect, state)
          assert.ok(kinds.includes(reading.kind) && !['gap', 'comment', 'retry', 'field'].includes(reading.kind))
          assertIdentity(dialect, block)
        }
      }),
    )
  })

  test('reads JSON that is nested deeper than a stack, or has hostile keys', () => {
    const blocks = [...hostile, nested(DEEP)].map((data) => ({ id: null, event: null, data }))
    for (const block of [...blocks, ...deepBlocks(known)]) {
      assert.doesNotThrow(() => {
        const { state, events } = dialect.interpret(dialect.initial, block)
        assertEvents(events)
        assertEnd(dialect, state)
        assertIdentity(dialect, block)
      }, block.data?.slice(0, 200))
    }
  })

  test('gives equal identities to equal blocks', () => {
    for (const block of [...known, ...fixtures.unknown]) {
      assertIdentity(dialect, block)
      assert.equal(dialect.identify({ ...block }), dialect.identify(block))
    }
  })
}

function ordersIds<State>(dialect: Dialect<State>, { orderedIds, unorderedIds }: DialectFixtures): void {
  test('orders ids one way only', () => {
    orderedIds.forEach((a, i) => {
      orderedIds.forEach((b, j) =>
        assert.equal(Math.sign(dialect.compareIds(a, b) ?? NaN), Math.sign(i - j), `${a}, ${b}`),
      )
    })
    for (const [a, b] of unorderedIds) {
      assert.equal(dialect.compareIds(a, b), null)
      assert.equal(dialect.compareIds(b, a), null)
    }
  })

  test('orders any ids consistently', () => {
    const id = fc.oneof(fc.constantFrom(...orderedIds), fc.string({ maxLength: 12 }))
    const order = (a: string, b: string) => {
      const sign = dialect.compareIds(a, b)
      return sign === null ? null : Math.sign(sign)
    }
    fc.assert(
      fc.property(id, id, id, (a, b, c) => {
        const [ab, ba, bc] = [order(a, b), order(b, a), order(b, c)]
        assert.equal(ab === null, ba === null)
        if (ab !== null && ba !== null) assert.equal(ab + ba, 0)
        if (ab !== null && ab === bc) assert.equal(order(a, c), ab)
      }),
    )
  })
}

type Read = { kind: string; events: readonly RunEvent[] }

function fold<State>(dialect: Dialect<State>, blocks: readonly Fields[], between = (state: State) => state): Read[] {
  let state = dialect.initial
  return blocks.map((block) => {
    const { kind, events, state: next } = dialect.interpret(deepFreeze(state), block)
    state = between(next)
    return { kind, events }
  })
}

function assertIdentity<State>(dialect: Dialect<State>, block: Fields): void {
  const identity = dialect.identify(block)
  assert.notEqual(identity, '')
  assert.equal(identity, dialect.identify(jsonClone(block)))
  const emittedUs = dialect.emittedUs(block)
  assert.ok(emittedUs === null || Number.isSafeInteger(emittedUs))
}

/** An end gives a status that is one, or none where it came early. */
function assertEnd<State>(dialect: Dialect<State>, state: State): RunStatus | null {
  const end = dialect.atEnd(deepFreeze(state))
  assert.ok(end === null || endings.includes(end), `${end} is not how a run ends`)
  return end
}

function assertEvents(events: readonly RunEvent[]): void {
  for (const event of events) {
    const told = JSON.stringify(event).slice(0, 300)
    if ('callId' in event) assert.ok(typeof event.callId === 'string' && event.callId !== '', told)
    if (event.type === 'status') assert.ok(RunStatus.options.includes(event.status), told)
    if (event.type === 'usage') {
      const { type, scope, cost, ...counts } = event
      assert.ok(type && ['turn', 'cumulative', 'total'].includes(scope), told)
      for (const count of Object.values(counts)) assert.ok(Number.isSafeInteger(count) && count >= 0, told)
      if (cost) assert.ok(Number.isFinite(cost.amount) && typeof cost.currency === 'string', told)
    } else if (event.type !== 'status') {
      // All else that events say is text.
      for (const value of Object.values(event)) assert.equal(typeof value, 'string', told)
    }
  }
}

function lastStatus(events: readonly RunEvent[]): string | null {
  return events.findLast((event) => event.type === 'status')?.status ?? null
}

function blocksOf(run: Fixture): Fields[] {
  return run.frames.map((frame) => frame.block)
}

function jsonClone<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}
