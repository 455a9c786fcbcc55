import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareRedisIds } from '#lib/dialects/redis-id.ts'
import { contentOf, createCatchUp, type CatchUp, type TailBlock } from './catch-up.ts'

const content = (text: string) => Buffer.from(text)
const block = (identity: string | null, text = `data of ${identity}`): TailBlock => ({
  identity,
  content: content(text),
})
const ids = (...names: string[]) => names.map((name) => block(name))
const inOrder = (a: string, b: string) => Number(a) - Number(b)
const noOrder = () => null

function catchUp(
  tail: readonly TailBlock[],
  more: { cursor?: string | null; fromStart?: boolean; compareIds?: (a: string, b: string) => number | null } = {},
): CatchUp {
  return createCatchUp(tail, { cursor: null, fromStart: true, compareIds: inOrder, ...more })
}

/** The verdicts on these blocks, in short: `store`, `drop`, `rewritten`, `unverified`, `restart`, `rewind`. */
function verdicts(match: CatchUp, blocks: readonly TailBlock[]): string[] {
  return blocks.map((one) => {
    const verdict = match.step(one)
    return 'reason' in verdict ? verdict.reason : verdict.do
  })
}

test('the first connection has nothing to match', () => {
  const match = catchUp([])
  assert.equal(match.done(), true)
  assert.deepEqual(verdicts(match, ids('5', '5', '1')), ['store', 'store', 'store'])
})

test('what comes again is dropped until the first new block, which ends the match', () => {
  const match = catchUp(ids('1', '2', '3', '4'), { cursor: '3' })
  assert.deepEqual(verdicts(match, ids('4')), ['drop'])
  assert.equal(match.done(), false)
  assert.deepEqual(verdicts(match, ids('5')), ['store'])
  assert.equal(match.done(), true)
  assert.deepEqual(verdicts(match, ids('4', '5')), ['store', 'store'])
})

test('a server that begins before its cursor, or from the start, is matched from there', () => {
  const stored = ids('1', '2', '3', '4')
  assert.deepEqual(verdicts(catchUp(stored, { cursor: '3' }), ids('2', '3', '4', '5')), [
    'drop',
    'drop',
    'drop',
    'store',
  ])
  assert.deepEqual(verdicts(catchUp(stored, { cursor: '3' }), ids('1', '2', '3', '4', '5')), [
    'drop',
    'drop',
    'drop',
    'drop',
    'store',
  ])
})

test('a first block after the last stored one leaves continuity unproved', () => {
  for (const compareIds of [inOrder, noOrder]) {
    const match = catchUp(ids('1', '2', '3'), { cursor: '2', compareIds })
    assert.deepEqual(verdicts(match, ids('7', '8')), ['unverified', 'store'])
  }
})

test('a repetition that stops before the last stored block leaves continuity unproved', () => {
  for (const compareIds of [inOrder, noOrder]) {
    const match = catchUp(ids('1', '2', '3', '4'), { cursor: '3', compareIds })
    assert.deepEqual(verdicts(match, ids('2', '3', '9', '10')), ['drop', 'drop', 'unverified', 'store'])
  }
})

test('other bytes under a stored id after the cursor are kept as rewritten, and the match goes on', () => {
  const match = catchUp(ids('1', '2', '3', '4'), { cursor: '2' })
  assert.deepEqual(verdicts(match, [block('3', 'other'), block('4'), block('5')]), ['rewritten', 'drop', 'store'])
})

test('other bytes after a match are kept as rewritten', () => {
  const match = catchUp(ids('1', '2', '3', '4'), { cursor: '3' })
  const again = [block('2'), block('3', 'other'), block('2', 'older'), block('4'), block('5')]
  assert.deepEqual(verdicts(match, again), ['drop', 'rewritten', 'rewritten', 'drop', 'store'])
})

test('before any match, other bytes at or before the cursor mean that ids began anew', () => {
  for (const id of ['1', '2']) {
    const match = catchUp(ids('1', '2', '3'), { cursor: '2' })
    assert.deepEqual(verdicts(match, [block(id, 'other'), block('3')]), ['restart', 'store'])
    assert.equal(match.done(), true)
  }
})

test('an unknown id before everything stored means that ids began anew', () => {
  assert.deepEqual(verdicts(catchUp(ids('5', '6', '7'), { cursor: '6' }), ids('1')), ['restart'])
  assert.deepEqual(verdicts(catchUp(ids('5')), ids('1')), ['restart'])
})

test('a block that was put in behind the cursor is kept, and what is stored after it is not stored again', () => {
  const match = catchUp(ids('5', '7', '9'), { cursor: '7' })
  assert.deepEqual(verdicts(match, ids('8', '9', '10')), ['rewritten', 'drop', 'store'])
})

test('a stream that begins before the tail asks for the whole tail, where its place is known', () => {
  const tail = ids('5', '6', '7', '8')
  assert.deepEqual(verdicts(catchUp(tail, { cursor: '7', fromStart: false }), ids('2')), ['rewind'])
  assert.deepEqual(verdicts(catchUp(tail, { cursor: '7', fromStart: false, compareIds: noOrder }), ids('2')), [
    'rewind',
  ])
  const whole = catchUp(ids('1', '2', '3', '4', '5', '6', '7', '8'), { cursor: '7' })
  assert.deepEqual(verdicts(whole, ids('2', '3', '4')), ['drop', 'drop', 'drop'])
})

test('a later id than the newest needs no more of the tail', () => {
  assert.deepEqual(verdicts(catchUp(ids('5', '6'), { cursor: '5', fromStart: false }), ids('9')), ['unverified'])
})

test('ids that have no order are found by equality alone', () => {
  const stored = ids('c', 'a', 'b')
  assert.deepEqual(verdicts(catchUp(stored, { cursor: 'a', compareIds: noOrder }), ids('b', 'z')), ['drop', 'store'])
  assert.deepEqual(verdicts(catchUp(stored, { cursor: 'a', compareIds: noOrder }), ids('z')), ['unverified'])
})

test('ids are ordered as numbers: x-10 comes after x-2', () => {
  const match = catchUp(ids('9-2', '9-9'), { cursor: '9-2', compareIds: compareRedisIds })
  assert.deepEqual(verdicts(match, ids('9-10')), ['unverified'])
})

test('equal ids with different bytes are each matched with their own', () => {
  const stored = [block('5', 'a'), block('5', 'b'), block('6')]
  const again = [block('5', 'a'), block('5', 'b'), block('6'), block('7')]
  assert.deepEqual(verdicts(catchUp(stored, { cursor: '5' }), again), ['drop', 'drop', 'drop', 'store'])
  assert.deepEqual(verdicts(catchUp(stored, { cursor: '5' }), again.slice(1)), ['drop', 'drop', 'store'])
})

test('an id that came before and after the cursor is matched after it', () => {
  const match = catchUp(ids('5', '6', '5'), { cursor: '6', compareIds: noOrder })
  assert.deepEqual(verdicts(match, ids('5', '7')), ['drop', 'store'])
})

test('blocks without id are dropped only where the same bytes are stored at that place', () => {
  const stored = [block('1'), block('2'), block(null, 'beat'), block('3')]
  const match = catchUp(stored, { cursor: '1' })
  assert.deepEqual(verdicts(match, [block('2'), block(null, 'beat'), block(null, 'beat'), block('3'), block('4')]), [
    'drop',
    'drop',
    'store',
    'drop',
    'store',
  ])
})

test('stored blocks without id may be passed over, and new ones in between are kept', () => {
  const stored = [block('1'), block('2'), block(null, 'old beat'), block('3')]
  const match = catchUp(stored, { cursor: '1' })
  assert.deepEqual(verdicts(match, [block(null, 'new beat'), block('2'), block('3'), block('4')]), [
    'store',
    'drop',
    'drop',
    'store',
  ])
})

test('frames that come again behind one that was rewritten and stored behind them are stored once', () => {
  const stored = [...ids('1', '2', '3', '4'), block('2', 'rewritten')]
  const again = [block('1'), block('2', 'rewritten'), block('3'), block('4'), block('5')]
  assert.deepEqual(verdicts(catchUp(stored), again), ['drop', 'drop', 'drop', 'drop', 'store'])
})

test('where nothing stored has an id, only a repetition of all of it proves that nothing is missing', () => {
  const stored = [block(null, 'a'), block(null, 'b')]
  assert.deepEqual(verdicts(catchUp(stored), [block(null, 'a'), block(null, 'b'), block('1')]), [
    'drop',
    'drop',
    'store',
  ])
  assert.deepEqual(verdicts(catchUp(stored), [block(null, 'a'), block('1')]), ['drop', 'unverified'])
  assert.deepEqual(verdicts(catchUp(stored), ids('1')), ['unverified'])
})

test('the match of a long run that comes again whole looks at each stored block a few times at most', () => {
  const blocks = Array.from({ length: 4000 }, (_, i) => block(String(i)))
  let looks = 0
  const counted = new Proxy(blocks, {
    get(target, key, receiver): unknown {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++
      return Reflect.get(target, key, receiver)
    },
  })
  const match = catchUp(counted)
  looks = 0 // to find the cursor all of it is gone through once
  assert.ok(blocks.every((one) => match.step(one).do === 'drop'))
  assert.ok(looks < 10 * blocks.length, `${looks} looks at ${blocks.length} blocks`)
})

test('blank lines and a byte order mark around a block are no part of what is compared', () => {
  const bare = 'id: 1\ndata: x'
  for (const raw of [`${bare}\n\n`, `\n\n${bare}\n\n\n`, `\ufeff${bare}\r\n\r\n`, bare]) {
    assert.equal(Buffer.from(contentOf(content(raw))).toString(), bare)
  }
  assert.equal(contentOf(content('\n\r\n')).length, 0)
  assert.equal(Buffer.from(contentOf(content('id: 1\r\ndata: x\r\n\r\n'))).toString(), 'id: 1\r\ndata: x')
})

test('for any stored prefix, point to send again from, and suffix: what is kept is exactly the suffix', () => {
  const run = fc
    .array(fc.constantFrom('id', 'id', 'id', 'none'), { minLength: 1, maxLength: 40 })
    .map((shape) => shape.map((kind, i) => block(kind === 'id' ? String(100 + i) : null, `block ${i}`)))
  const facts = { cut: fc.nat(), from: fc.nat(), tail: fc.nat(), ordered: fc.boolean() }
  fc.assert(
    fc.property(run, fc.record(facts), (blocks, { cut, from, tail, ordered }) => {
      const stored = blocks.slice(0, 1 + (cut % blocks.length))
      const suffix = blocks.slice(stored.length)
      const named = stored.flatMap((one, at) => (one.identity === null ? [] : [at]))
      const cursorAt = named.at(-2) ?? -1
      const cursor = stored[cursorAt]?.identity ?? null
      // A block without id is not known to be an old one unless its place is: so it does not come first.
      const points = cursor === null ? [0] : [cursorAt + 1, ...named.filter((at) => at <= cursorAt)]
      const begin = points[from % points.length] ?? 0
      const tailFrom = cursor === null ? 0 : Math.min(cursorAt, tail % stored.length)
      const compareIds = ordered ? inOrder : noOrder

      let match = catchUp(stored.slice(tailFrom), { cursor, fromStart: tailFrom === 0, compareIds })
      const kept = blocks.slice(begin).filter((one) => {
        let verdict = match.step(one)
        if (verdict.do === 'rewind') {
          match = catchUp(stored, { cursor, compareIds })
          verdict = match.step(one)
        }
        assert.ok(verdict.do === 'store' || verdict.do === 'drop', verdict.do)
        return verdict.do === 'store'
      })
      assert.deepEqual(kept, suffix)
    }),
    { numRuns: 500 },
  )
})
