import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Fields } from '#lib/sse/block.ts'
import type { Dialect, StartRequest } from './dialect.ts'
import type { DialectFixtures, Fixture } from './fixtures/fixture.ts'
import { kinds } from './kind.ts'
import type { RunEvent } from './run-event.ts'

/** What every dialect must do, as tests. A dialect joins with a file of fixtures. */
export function conformance<State>(dialect: Dialect<State>, fixtures: DialectFixtures): void {
  describe(`the ${dialect.name} dialect`, () => {
    for (const run of fixtures.runs) readsRun(dialect, run)
    staysPure(dialect, fixtures)
    ordersIds(dialect, fixtures)
    makesRequests(dialect)
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
    if (run.status === 'completed') assert.deepEqual([...open.keys()], [])
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
          assert.ok(kinds.includes(reading.kind) && !['gap', 'comment', 'retry', 'field'].includes(reading.kind))
          assertIdentity(dialect, block)
        }
      }),
    )
  })

  test('reads JSON that is nested deeper than a stack, or has hostile keys', () => {
    const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    const hostile = [
      '{"__proto__":{"type":"token"}}',
      '{"type":"constructor"}',
      '{"type":"__proto__"}',
      'null',
      '-0',
      '1e999',
    ]
    const deep = known.flatMap(({ data }) => (data?.startsWith('{') ? deepened(data, nest(100_000)) : []))
    for (const data of [...hostile, nest(100_000), ...deep]) {
      assert.doesNotThrow(() => dialect.interpret(dialect.initial, { id: null, event: null, data }), data.slice(0, 200))
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

function makesRequests<State>(dialect: Dialect<State>): void {
  test('makes requests below its base URL from whatever it is given, or says what is missing', () => {
    const text = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }))
    fc.assert(
      fc.property(
        fc.constantFrom(...dialect.operations),
        fc.object(),
        text,
        fc.string(),
        (operation, body, params, id) => {
          const start: StartRequest = { operation: operation.name, body, params, idempotencyKey: null }
          const upstreamRunId = operation.upstreamRunId(start, `run-${id}`)
          const request = operation.request(start, upstreamRunId)
          if ('error' in request) assert.notEqual(request.error, '')
          else assert.match(request.path, /^\//)
          operation.title(start)
          operation.threadId(start)
          const ref = {
            surface: operation.surface,
            upstreamRunId: upstreamRunId ?? id,
            threadId: operation.threadId(start),
            agent: null,
            lastId: null,
            start,
            startedMs: null,
          }
          const watch = dialect.watch({ ...ref, cursor: null, settings: {}, sweep: false })
          if (watch) assert.match(watch.path, /^\//)
        },
      ),
    )
    assert.match(dialect.check({}).path, /^\//)
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

function lastStatus(events: readonly RunEvent[]): string | null {
  return events.findLast((event) => event.type === 'status')?.status ?? null
}

function blocksOf(run: Fixture): Fields[] {
  return run.frames.map((frame) => frame.block)
}

const optional = fc.option(fc.string({ maxLength: 20 }))
const data = fc.oneof(
  fc.string(),
  fc.json(),
  fc.uint8Array({ maxLength: 60 }).map((raw) => new TextDecoder().decode(raw)),
)
const anyBlock: fc.Arbitrary<Fields> = fc.record({ id: optional, event: optional, data: fc.option(data) })

/** A known block with one field of its payload taken away or replaced. */
function bentBlock(known: readonly Fields[]): fc.Arbitrary<Fields> {
  return fc.tuple(fc.constantFrom(...known), fc.nat(8), fc.option(fc.jsonValue())).map(([block, at, value]) => {
    if (!block.data?.startsWith('{')) return block
    const fields = Object.entries(JSON.parse(block.data) as object)
    const name = fields[at % fields.length]?.[0]
    const bent = fields.flatMap(([key, old]) => (key !== name ? [[key, old]] : value === null ? [] : [[key, value]]))
    return { ...block, data: JSON.stringify(Object.fromEntries(bent)) }
  })
}

/** The payload once for each of its fields but `type`, that field being `value`. */
function deepened(payload: string, value: string): string[] {
  const fields = Object.entries(JSON.parse(payload) as object)
  return fields
    .filter(([name]) => name !== 'type')
    .map(([name]) => {
      const parts = fields.map(([key, old]) => `${JSON.stringify(key)}:${key === name ? value : JSON.stringify(old)}`)
      return `{${parts.join(',')}}`
    })
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
