import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Marker } from '#lib/api/markers.ts'
import { markerWords, positionWords } from './lane-words.ts'

const list: Marker[] = [
  { type: 'tool_start', seq: 10, offsetMs: 1000, name: 'search', endSeq: 5000, endMs: 39_000 },
  { type: 'error', seq: 4900, offsetMs: 38_900, name: 'It broke.' },
]

test('a position is told as a frame, a time and what happens there', () => {
  const at = (seq: number, offsetMs: number | null) => positionWords(seq, { lastSeq: 5120, offsetMs, list })
  assert.equal(at(4812, 38_214), 'frame 4812 of 5120, 38.2 seconds, tool search running')
  assert.equal(at(5, 500), 'frame 5 of 5120, 0.5 seconds')
  assert.equal(at(4900, null), 'frame 4900 of 5120, error: It broke., tool search running')
  assert.equal(positionWords(0, { lastSeq: 0, offsetMs: null, list: [] }), 'no frames yet')
})

test('each marker has words of its own', () => {
  assert.equal(markerWords({ type: 'stall', seq: 5, offsetMs: 12_588, endSeq: 5, endMs: 14_999 }), 'silent 2.4 s')
  assert.equal(
    markerWords({ type: 'gap', seq: 5, offsetMs: 0, endMs: 3100, name: 'upstream_lost' }),
    'no data recorded 3.1 s',
  )
  assert.equal(
    markerWords({ type: 'tool_end', seq: 5, offsetMs: null, name: 'search', failed: true }),
    'tool search failed',
  )
  assert.equal(markerWords({ type: 'error', seq: 5, offsetMs: null }), 'error')
})
