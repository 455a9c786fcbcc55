import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseRun } from './choose-run.ts'
import type { UpstreamRun } from './rest.ts'

const listed = (upstreamRunId: string, createdMs: number | null): UpstreamRun => ({
  upstreamRunId,
  status: 'running',
  createdMs,
  endedMs: null,
  metadata: {},
})
const sent = { startedMs: 10_000, skewMs: 2000 }

test('the only run created since the request was sent is the one', () => {
  const ours = listed('ours', 10_400)
  assert.equal(chooseRun([ours, listed('older', 3000), listed('unknown', null)], sent), ours)
})

test('an upstream whose clock is a little behind is believed', () => {
  const ours = listed('ours', 8000)
  assert.equal(chooseRun([ours, listed('older', 7999)], sent), ours)
})

test('two that could be it are none to choose from', () => {
  assert.equal(chooseRun([listed('a', 10_400), listed('b', 10_600)], sent), 'several')
  assert.equal(chooseRun([listed('older', 3000), listed('unknown', null)], sent), 'none')
  assert.equal(chooseRun([], sent), 'none')
})

test('a run that is listed twice is one', () => {
  const twice = chooseRun([listed('a', 10_400), listed('a', 10_400)], sent)
  assert.equal(typeof twice === 'object' && twice.upstreamRunId, 'a')
})
