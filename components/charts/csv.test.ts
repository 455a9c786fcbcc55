import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCsv } from './csv.ts'

test('fields with commas, quotes and line ends are quoted, and nothing becomes a formula', () => {
  const csv = toCsv(
    ['a, b', 'c'],
    [
      ['say "hi"', -1.5],
      ['=1+1', null],
      ['two\nlines', 3],
    ],
  )
  assert.equal(csv, '"a, b",c\r\n"say ""hi""",-1.5\r\n\'=1+1,\r\n"two\nlines",3\r\n')
})
