import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { allRows, filteredRows, seqOfRow, type Fold, type Quiet } from './list-rows.ts'

const fold = (from: number, to: number): Fold => ({ from, to, kind: 'output', fromMs: 0, toMs: 1, text: '' })
const quiet = (seq: number): Quiet => ({ seq, fromMs: 0, toMs: 3000, why: 'silence' })

/** The rows as text: `3`, `4–8`, `~9` for what stands before frame 9. */
function written(rows: ReturnType<typeof allRows>): string {
  return Array.from({ length: rows.count }, (_, index) => {
    const row = rows.at(index)
    if (row?.type === 'fold') return `${row.fold.from}–${row.fold.to}`
    return row?.type === 'quiet' ? `~${row.quiet.seq}` : String(row?.seq)
  }).join(' ')
}

test('frames fold to rows, and quiet times stand between them', () => {
  const rows = allRows(14, [fold(3, 7), fold(9, 13)], [quiet(2), quiet(9), quiet(14)])
  assert.equal(written(rows), '1 ~2 2 3–7 8 ~9 9–13 ~14 14')
  assert.equal(rows.rowOf(2), 2)
  assert.equal(rows.rowOf(5), 3)
  assert.equal(rows.rowOf(9), 6)
  assert.equal(rows.rowOf(14), 8)
  assert.equal(rows.at(9), undefined)
})

test('what lies after the last shown frame is not there', () => {
  assert.equal(written(allRows(5, [fold(3, 7)], [quiet(6)])), '1 2 3–5')
  assert.equal(written(allRows(3, [fold(3, 7)], [])), '1 2 3')
  assert.equal(written(allRows(0, [], [])), '')
})

test('every frame has a row that holds it, whatever is folded', () => {
  const folds = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 5, max: 40 })), { maxLength: 12 })
    .map((pieces) => {
      let at = 1
      return pieces.map(([space, length]) => {
        const one = fold(at + space, at + space + length - 1)
        at = one.to + 1
        return one
      })
    })
  const quiets = fc.uniqueArray(fc.integer({ min: 1, max: 400 })).map((seqs) => seqs.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(folds, quiets, fc.integer({ min: 0, max: 500 }), (some, seqs, last) => {
      // A quiet time within a fold parts it before it comes here.
      const between = seqs.filter((seq) => !some.some(({ from, to }) => seq > from && seq <= to)).map(quiet)
      const rows = allRows(last, some, between)
      let next = 1
      for (let index = 0; index < rows.count; index += 1) {
        const row = rows.at(index)
        assert.ok(row !== undefined)
        assert.equal(seqOfRow(row), next)
        if (row.type === 'quiet') continue
        const to = row.type === 'fold' ? row.fold.to : row.seq
        for (let seq = next; seq <= to; seq += 1) assert.equal(rows.rowOf(seq), index)
        next = to + 1
      }
      assert.equal(next, last + 1)
    }),
  )
})

test('a filter shows its own frames alone, and they fold as well', () => {
  const rows = filteredRows([2, 5, 9], 6, [])
  assert.equal(rows.count, 2)
  assert.deepEqual(rows.at(1), { type: 'frame', seq: 5 })
  assert.equal(rows.at(2), undefined)
  assert.equal(rows.rowOf(7), 1)

  const folded = filteredRows([1, 4, 5, 6, 7, 8, 20], 30, [fold(4, 8), fold(12, 19)])
  assert.equal(written(folded), '1 4–8 20')
  assert.equal(folded.rowOf(3), 0)
  assert.equal(folded.rowOf(6), 1)
  assert.equal(folded.rowOf(30), 2)
  assert.equal(written(filteredRows([4, 5, 6], 30, [fold(4, 8)])), '4 5 6', 'not before all of it is found')
})
