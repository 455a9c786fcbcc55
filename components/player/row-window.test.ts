import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  isAtEnd,
  maxHeight,
  rowTop,
  scrolled,
  scrolledToEnd,
  scrolledToRow,
  spacerHeight,
  visibleRows,
  type RowWindow,
} from './row-window.ts'

const view = (rowCount: number): RowWindow => ({ rowHeight: 28, rowCount, viewHeight: 600, scrollTop: 0, shift: 0 })

test('a short list is drawn whole and scrolls plainly', () => {
  assert.deepEqual(visibleRows(view(10)), { first: 0, end: 10 })
  assert.deepEqual(scrolled(view(10_000), 2800), { ...view(10_000), scrollTop: 2800 })
})

test('never more than 150 rows are drawn', () => {
  for (const rowCount of [1, 1000, 1_000_000]) {
    const { first, end } = visibleRows({ ...scrolledToEnd(view(rowCount)), viewHeight: 2000 })
    assert.ok(end - first <= 150)
  }
})

test('the last row of three million is reached within the spacer', () => {
  const end = scrolledToEnd(view(3_000_000))
  assert.equal(spacerHeight(end), maxHeight)
  assert.equal(visibleRows(end).end, 3_000_000)
  assert.ok(isAtEnd(end))
  assert.equal(rowTop(end, 2_999_999) + 28, maxHeight)
})

test('small scrolls in a capped list move rows pixel by pixel', () => {
  const middle = scrolledToRow(view(2_000_000), 1_000_000, 0.25)
  const moved = scrolled(middle, middle.scrollTop + 28)
  assert.equal(moved.shift, middle.shift)
  assert.equal(visibleRows(moved).first, visibleRows(middle).first + 1)
})

test('a row that is scrolled to is always in view', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000_000 }),
      fc.nat(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (count, n, share) => {
        const index = n % count
        const { first, end } = visibleRows(scrolledToRow(view(count), index, share), 0)
        assert.ok(first <= index && index < end)
      },
    ),
  )
})

test('scrolling up to the top of a capped list ends on the first row', () => {
  let at = scrolledToRow(view(1_000_000), 500, 0)
  for (let turn = 0; turn < 400 && at.scrollTop + at.shift > 0; turn += 1)
    at = scrolled(at, Math.max(0, at.scrollTop - 100))
  assert.equal(visibleRows(at).first, 0)
})
