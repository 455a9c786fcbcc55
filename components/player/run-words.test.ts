import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integrityWords, lastWords, recordingAdvice, tabTitle } from './run-words.ts'

type Facts = Parameters<typeof recordingAdvice>[0]

const run: Facts = {
  recording: 'closed',
  recordingError: null,
  source: 'prod',
  status: 'completed',
  frameCount: 12,
  gapCount: 0,
  integrity: 'complete',
  metadata: {},
}
const around = { recordable: { can: true }, recorders: 1 } as const
const advise = (change: Partial<Facts>, more: Partial<Parameters<typeof recordingAdvice>[1]> = {}) =>
  recordingAdvice({ ...run, ...change }, { ...around, ...more })

test('a run that was recorded to its end needs no advice', () => {
  assert.equal(advise({}), null)
  assert.equal(advise({ recording: 'streaming', status: 'running', integrity: null }), null)
})

test('a recording that was stopped does not pretend to know how the run goes on', () => {
  assert.deepEqual(advise({ status: 'queued', frameCount: 0 }), {
    tone: 'stall',
    words: 'The recording ended. Nothing was recorded, so what became of the run is not known here.',
    action: { label: 'Record it again', record: true },
  })
  assert.match(
    advise({ status: 'running', recordingError: 'Recording was stopped' })?.words ?? '',
    /^Recording was stopped\. It goes to frame 12;/,
  )
})

test('a listed run is offered for recording, or says why it cannot be', () => {
  const listed = { integrity: 'not_recorded', frameCount: 0 } as const
  assert.deepEqual(advise(listed)?.action, { label: 'Record it now', record: true })
  const advice = advise(listed, { recordable: { can: false, reason: 'Its list has no streams.' } })
  assert.equal(advice?.action, null)
  assert.match(advice?.words ?? '', /Its list has no streams\.$/)
})

test('a duplicate leads to the recording that was first', () => {
  assert.deepEqual(advise({ metadata: { duplicateOf: 'run_1' }, status: 'lost' })?.action, {
    label: 'Open that one',
    href: '/runs/run_1',
  })
})

test('waiting says for what', () => {
  const waiting = { recording: 'waiting', status: 'running', integrity: null } as const
  assert.equal(
    advise({ ...waiting, recordingError: 'connection refused' })?.words,
    'The connection is lost and will be tried again. connection refused.',
  )
  assert.match(advise({ ...waiting, frameCount: 0 })?.words ?? '', /^The upstream has not given the stream yet/)
  assert.match(advise({ ...waiting, status: 'completed' })?.words ?? '', /read once more/)
  const asking = 'The upstream is asked what became of the run.'
  assert.equal(advise({ ...waiting, recordingError: asking })?.words, asking)
})

test('without a recorder that comes before everything else about an open recording', () => {
  const open = { recording: 'waiting', status: 'running', integrity: null } as const
  assert.match(advise(open, { recorders: 0 })?.words ?? '', /^No recorder is running/)
  assert.equal(advise({}, { recorders: 0 }), null)
})

test('the last row says how the run ended only where that is known', () => {
  const last = { status: 'completed', integrity: 'complete', durationMs: 41_200, frameCount: 4812 } as const
  assert.equal(lastWords(last), 'run ended · completed · 41.2 s · 4,812 frames')
  assert.equal(
    lastWords({ ...last, status: 'queued', frameCount: 0 }),
    'recording ended · last known as queued · 0 frames',
  )
  assert.equal(lastWords({ ...last, integrity: 'not_recorded' }), 'not recorded · completed by the upstream’s word')
})

test('the tab says from afar whether the run goes on, waits for a person or failed', () => {
  const named = { agent: 'kb', persona: null, title: null, upstreamRunId: null, id: 'r' }
  const title = (status: Parameters<typeof tabTitle>[0]['status'], recording: 'streaming' | 'closed') =>
    tabTitle({ ...named, status, recording })
  assert.deepEqual(
    [title('running', 'streaming'), title('waiting_for_input', 'streaming'), title('failed', 'streaming')],
    ['● kb · Runtape', '‖ kb · Runtape', '✕ kb · Runtape'],
  )
  assert.equal(title('completed', 'closed'), 'kb · Runtape')
})

test('nothing is complete where nothing was recorded', () => {
  const words = (integrity: Parameters<typeof integrityWords>[0]['integrity'], gapCount = 0, frameCount = 1) =>
    integrityWords({ integrity, gapCount, frameCount })
  assert.deepEqual(
    [words('complete'), words('complete', 0, 0), words('gaps', 2), words('unverified', 1), words(null), words(null, 1)],
    ['complete', 'nothing recorded', 'incomplete', 'not proven', 'so far', null],
  )
})
