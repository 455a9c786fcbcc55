import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSplitter } from '#lib/sse/split.ts'
import { modusStream } from './modus-stream.ts'

const plan = { frames: 500, startMs: 1_764_000_000_000, stepMs: 40 }

test('a made-up stream is so many whole blocks of about 175 bytes, the same on every machine, another for every run', () => {
  const { bytes, ends } = modusStream({ run: 3, ...plan })
  const pieces = createSplitter().push(bytes)
  assert.equal(pieces.length, plan.frames)
  let end = 0
  assert.deepEqual(
    ends,
    pieces.map((piece) => (end += piece.type === 'block' ? piece.raw.length : 0)),
  )
  const mean = bytes.length / plan.frames
  assert.ok(mean > 165 && mean < 185, `a frame has ${mean} bytes`)
  assert.ok(bytes.equals(modusStream({ run: 3, ...plan }).bytes))
  assert.ok(!bytes.equals(modusStream({ run: 4, ...plan }).bytes))
})
