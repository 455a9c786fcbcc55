import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CallNode } from '#lib/run/waterfall.ts'
import { callsCsv } from './call-csv.ts'
import { briefArguments, callLabel, rankWords } from './call-words.ts'

const node: CallNode = {
  key: 'c0',
  name: 'search',
  asked: '{"q":"a, b"}',
  gave: 'none',
  status: 'error',
  error: 'timed out',
  startSeq: 12,
  endSeq: 40,
  fromMs: 12_000,
  toMs: 18_400,
  durationMs: 6400,
  bars: [],
  isGroup: false,
  failures: 1,
  children: [],
}

test('a row says its call’s name, start, length and outcome', () => {
  assert.equal(callLabel(node, null, null, null), 'search, started +12.0 s, 6.4 s, failed')
  assert.equal(
    callLabel({ ...node, status: 'ok', failures: 2 }, null, { place: 1, share: 0.19 }, false),
    'search, started +12.0 s, 6.4 s, done, 2 failures within, 1st, 19 % of the run',
  )
  assert.equal(
    callLabel({ ...node, status: 'open', durationMs: null }, 15_000, null, null),
    'search, started +12.0 s, 3.0 s, running',
  )
  assert.equal(
    callLabel({ ...node, status: 'no_end', durationMs: null, fromMs: null, failures: 0 }, null, null, null),
    'search, frame 12, no end recorded',
  )
})

test('a call is told from others of its name by the words that it was asked with', () => {
  assert.deepEqual(
    [
      '{"domain":"a.example","n":3,"fields":["x"]}',
      '{"fields":["x"]}',
      '{"path":"a.ts","text":"cut',
      '"plain"',
      '',
    ].map(briefArguments),
    ['a.example', 'fields:x', 'path:a.ts,text:cut', 'plain', ''],
  )
})

test('the slowest are told by rank and share', () => {
  assert.deepEqual(
    [1, 2, 3].map((place) => rankWords({ place, share: 0.004 * place })),
    ['1st, < 1 %', '2nd, 1 %', '3rd, 1 %'],
  )
})

test('the CSV quotes what it must, and no cell is a formula', () => {
  assert.equal(
    callsCsv([
      node,
      {
        ...node,
        name: '=HYPERLINK("x")',
        asked: '',
        gave: '',
        status: 'open',
        endSeq: null,
        durationMs: null,
        error: null,
      },
    ]),
    'name,status,start_frame,end_frame,start_ms,duration_ms,arguments,result,error\r\n' +
      'search,error,12,40,12000,6400,"{""q"":""a, b""}",none,timed out\r\n' +
      '"\'=HYPERLINK(""x"")",open,12,,12000,,,,\r\n',
  )
})
