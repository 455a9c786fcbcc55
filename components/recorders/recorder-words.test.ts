import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recorder } from '#lib/api/recorder.ts'
import { livingWords, rateFigure, recorderWords, togetherWords } from './recorder-words.ts'

const figures = {
  version: '1',
  framesPerSecond: 20.4,
  bytesPerSecond: 1,
  lagMs: 3,
  queuedBytes: 0,
  rssBytes: 1,
}

function recorder(state: Recorder['state'], runs = 0, told: Recorder['figures'] = figures): Recorder {
  const at = '2026-11-24T14:00:00.000Z'
  return {
    id: `${state}-${runs}`,
    host: 'h',
    pid: 1,
    state,
    startedAt: at,
    heartbeatAt: at,
    silentMs: 65_000,
    runs,
    figures: told,
  }
}

test('a recorder that lives needs no advice, and any other says what it means', () => {
  assert.deepEqual(recorderWords(recorder('live', 3)), { icon: 's-ok', tone: 'ok', words: 'live', advice: null })
  assert.match(recorderWords(recorder('late', 3)).advice ?? '', /still holds its runs/)
  const gone = recorderWords(recorder('gone', 1))
  assert.equal(gone.words, 'gone, silent for 1 m 05 s')
  assert.match(gone.advice ?? '', /1 run of it waits for another recorder/)
  assert.match(recorderWords(recorder('gone')).advice ?? '', /Others took its runs/)
})

test('those that are gone hold nothing and are not counted', () => {
  const recorders = [recorder('live', 3), recorder('late', 1, null), recorder('gone', 9)]
  assert.equal(livingWords({ recorders }), '1 live, 1 late')
  assert.equal(togetherWords({ recorders }), '2 recorders hold 4 runs and store 20.4 frames/s.')
  assert.equal(togetherWords({ recorders: [recorder('live')] }), '1 recorder holds no run now.')
  assert.equal(togetherWords({ recorders: [recorder('gone')] }), null)
})

test('a slow rate is not shown as none', () => {
  assert.deepEqual([0, 0.02, 0.5, 1204].map(rateFigure), ['0', '< 0.1', '0.5', '1,204'])
})
