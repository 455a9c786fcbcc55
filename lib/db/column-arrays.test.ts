import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnArrays, unnest } from './column-arrays.ts'

const columns = { run_id: 'bigint', seq: 'int' } as const

test('numbers become the text of a Postgres array', () => {
  const { run_id: runIds, seq } = columnArrays(columns)
  for (const value of [1, -1, 9007199254740993n]) runIds.push(value)
  assert.equal(runIds.literal(), '{1,-1,9007199254740993}')
  assert.equal(seq.literal(), '{}')
})

test('a statement reads them as the columns of one table', () => {
  assert.equal(
    unnest(columns, { first: 2, as: 't' }),
    'unnest((SELECT $2::text)::bigint[], (SELECT $3::text)::int[]) AS t(run_id, seq)',
  )
})
