import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Run } from '#lib/api/run.ts'
import { firstRows, runRows, unseenRows } from './run-rows.ts'

const run = (id: string, more: Partial<Run> = {}) =>
  ({ id, createdAt: `2026-11-24T14:00:0${id}.000000Z`, recording: 'closed', frameCount: 1, ...more }) as Run

const list = firstRows({ runs: [run('3'), run('2', { recording: 'streaming' }), run('1')], nextCursor: 'next' })

test('a new run waits until it is asked for, and no row moves', () => {
  const polled = runRows(list, { type: 'polled', runs: [run('5'), run('4'), run('3')] })
  assert.deepEqual(polled.rows, list.rows)
  assert.deepEqual(ids(polled.fresh), ['5', '4'])
  const again = runRows(polled, { type: 'polled', runs: [run('6'), run('5'), run('4')] })
  assert.deepEqual(ids(again.fresh), ['6', '5', '4'])
  const shown = runRows(again, { type: 'show-fresh' })
  assert.deepEqual(ids(shown.rows), ['6', '5', '4', '3', '2', '1'])
  assert.equal(shown.fresh.length, 0)
})

test('a running row changes in its place, the others keep their identity', () => {
  const polled = runRows(list, { type: 'polled', runs: [run('3'), run('2', { frameCount: 9 })] })
  assert.equal(polled.rows[1]?.frameCount, 9)
  assert.equal(polled.rows[0], list.rows[0])
})

test('an older run that comes into view of a poll is not new', () => {
  const polled = runRows(list, { type: 'polled', runs: [run('3'), run('0')] })
  assert.equal(polled.fresh.length, 0)
})

test('a live row that no poll brings is read by itself, and leaves when it was erased', () => {
  assert.deepEqual(unseenRows(list, [run('3')]), ['2'])
  const gone = runRows(list, { type: 'reread', runs: [], gone: ['2'] })
  assert.deepEqual(ids(gone.rows), ['3', '1'])
})

test('more rows go to the end, and one that came twice is shown once', () => {
  const more = runRows(list, { type: 'more', page: { runs: [run('1'), run('0')], nextCursor: null } })
  assert.deepEqual(ids(more.rows), ['3', '2', '1', '0'])
  assert.equal(more.nextCursor, null)
})

function ids(runs: readonly Run[]): string[] {
  return runs.map((one) => one.id)
}
