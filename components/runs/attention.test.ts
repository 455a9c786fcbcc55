import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Run } from '#lib/api/run.ts'
import { needsAttention } from './attention.ts'

const now = Date.parse('2026-11-24T14:00:00Z')
const ago = (ms: number) => new Date(now - ms).toISOString()
const running = (id: string, silentMs: number, more: Partial<Run> = {}) =>
  ({ id, status: 'running', recording: 'streaming', lastFrameAt: ago(silentMs), openTool: null, ...more }) as Run
const failed = (id: string, ms: number) => ({ id, status: 'failed', recording: 'closed', endedAt: ago(ms) }) as Run

test('the longest silence comes first, then the latest failure', () => {
  const { shown: found } = needsAttention(
    [running('quiet', 14_000), running('busy', 500), running('silent', 42_000)],
    [failed('earlier', 1_080_000), failed('later', 360_000), failed('yesterday', 90_000_000)],
    now,
  )
  assert.deepEqual(
    found.map(({ run }) => run.id),
    ['silent', 'quiet', 'later', 'earlier'],
  )
})

test('a recording that waits for a person stands before everything else', () => {
  const { shown: found } = needsAttention(
    [running('silent', 42_000), running('locked', 0, { recording: 'auth_required' })],
    [],
    now,
  )
  assert.deepEqual(
    found.map(({ run, why }) => `${run.id} ${why}`),
    ['locked recording', 'silent silent'],
  )
})

test('a run that waits for a person stands before what is only silent, the oldest run first', () => {
  const waits = (id: string, ms: number) => running(id, 0, { status: 'waiting_for_input', startedAt: ago(ms) })
  const { shown: found } = needsAttention(
    [running('silent', 42_000), waits('short', 5000), waits('long', 90_000)],
    [],
    now,
  )
  assert.deepEqual(
    found.map(({ run, why }) => `${run.id} ${why}`),
    ['long input', 'short input', 'silent silent'],
  )
})

test('many that wait do not hide what failed', () => {
  const waits = Array.from({ length: 8 }, (_, n) =>
    running(String(n), 0, { status: 'waiting_for_input', startedAt: ago(n) }),
  )
  const { shown, counts } = needsAttention(waits, [failed('f', 1)], now)
  assert.deepEqual(
    shown.map(({ why }) => why),
    ['input', 'input', 'input', 'failed'],
  )
  assert.equal(counts.input, 8)
})

test('there are never more than five', () => {
  const many = Array.from({ length: 9 }, (_, n) => failed(String(n), n))
  const { shown, counts } = needsAttention([], many, now)
  assert.deepEqual([shown.length, counts.failed], [5, 9])
})
