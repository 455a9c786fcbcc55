import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { storable, storableInt, storableJson } from './storable.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

test('any text can be stored, and text without NUL and half characters is stored as it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '\0', '\ud800', '\udc00'),
      async (text, odd) => {
        const kept = storable(text + odd)
        const { rows } = await db.pool.query('SELECT $1::text AS text, $2::jsonb AS json', [
          kept,
          storableJson([text + odd]),
        ])
        assert.deepEqual(rows, [{ text: kept, json: [kept] }])
        if (odd === '' && !text.includes('\0')) assert.equal(kept, text)
      },
    ),
    { numRuns: 20 },
  )
})

test('text that only looks like an escape is left alone', () => {
  assert.equal(storableJson('a \\u0000 b'), '"a \\\\u0000 b"')
})

test('a number is kept within what a whole number column takes', () => {
  assert.deepEqual([7, -7, 2.9, 2 ** 53, -(2 ** 53)].map(storableInt), [7, -7, 2, 2_147_483_647, -2_147_483_648])
})
