import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunStatus } from '#lib/api/run.ts'
import { decideInquiry, decideSearch, type Inquiry } from './decide-inquiry.ts'
import type { StatusAnswer } from './status-calls.ts'

const exchange = {
  method: 'GET',
  path: '/status',
  answer: { status: 200, headers: {}, body: Buffer.alloc(0) },
}
const known = (status: RunStatus | null): StatusAnswer => ({
  name: 'known',
  run: { upstreamRunId: 'r', status, createdMs: null, endedMs: null, metadata: {} },
  exchange,
})
const first: Inquiry = { class: 'A', atEnd: null, wasQuiet: false, asked: 1, emptyEnds: 1 }
const lone: Inquiry = { ...first, class: 'C' }
const after = (answer: StatusAnswer, at: Inquiry) => decideInquiry(answer, at, () => 0.5)
const close = (status: RunStatus, error: string | null) => ({ name: 'close', status, gap: null, error })

test('a run that ended is read once more where it can be, and closed as the upstream says where it cannot', () => {
  assert.deepEqual(after(known('completed'), first), { name: 'sweep', afterMs: 0 })
  assert.deepEqual(after(known('failed'), lone), close('failed', null))
})

test('a run that goes on is watched again, less and less often, or asked about again', () => {
  const retry = (afterMs: number) => ({ name: 'retry', afterMs, error: null, startAgain: false })
  assert.deepEqual(after(known('running'), first), retry(1000))
  assert.deepEqual(after(known('waiting_for_input'), { ...first, asked: 4 }), retry(8000))
  assert.deepEqual(after(known('running'), lone), { name: 'ask', gap: null, error: null, afterMs: 0 })
})

test('a run whose stream was open but silent is watched again at once', () => {
  const next = after(known('running'), { ...first, asked: 9, wasQuiet: true })
  assert.ok(next.name === 'retry' && next.afterMs === 0)
})

test('a run that nobody can watch and that never ends is left as the upstream says it is', () => {
  const error = 'The stream ended early; the run went on without it.'
  assert.deepEqual(after(known('running'), { ...lone, asked: 200 }), close('running', error))
})

test('a run that the upstream does not know is lost, unless its frames say how it ended', () => {
  const absent: StatusAnswer = { name: 'absent', exchange }
  const error = 'The upstream does not know the run any more.'
  assert.deepEqual(after(absent, first), close('lost', error))
  assert.deepEqual(after(absent, { ...lone, atEnd: 'failed' }), close('failed', error))
})

test('an upstream in trouble is asked again as it wishes, and a refused credential waits for a new one', () => {
  const failed: StatusAnswer = { name: 'failed', error: '503.', afterMs: 7000 }
  assert.deepEqual(after(failed, lone), { name: 'ask', gap: null, error: '503.', afterMs: 7000 })
  assert.deepEqual(after(failed, first), { name: 'retry', afterMs: 7000, error: '503.', startAgain: false })
  assert.deepEqual(after({ name: 'unauthorized', error: '401.' }, lone), {
    name: 'park',
    recording: 'auth_required',
    error: '401.',
    failed: false,
  })
  assert.equal(after(known(null), lone).name, 'ask')
})

test('a run that cannot be asked about is watched until its stream ended three times with nothing new', () => {
  const noCall: StatusAnswer = { name: 'no_call' }
  assert.equal(after(noCall, first).name, 'retry')
  assert.equal(after(noCall, { ...first, emptyEnds: 3 }).name, 'close')
  const next = after(noCall, lone)
  assert.ok(next.name === 'close' && next.status === 'lost')
})

test('a run is looked for as long as the upstream cannot be asked, and three times where it does not list it', () => {
  const sought = (found: Parameters<typeof decideSearch>[0], asked: number, atEnd: RunStatus | null = null) =>
    decideSearch(found, { atEnd, asked }, () => 0.5)
  const ask = (error: string, afterMs: number) => ({ name: 'ask', gap: null, error, afterMs })
  const failed = { name: 'failed', error: 'No answer.', afterMs: null } as const
  assert.deepEqual(sought(failed, 3), ask('No answer.', 4000))
  assert.deepEqual(sought({ ...failed, afterMs: 9000 }, 3), ask('No answer.', 9000))
  assert.deepEqual(sought(failed, 20), close('lost', 'No answer.'))
  const unlisted = { name: 'not_found', error: 'Not listed.', final: false } as const
  assert.deepEqual(sought(unlisted, 2), ask('Not listed.', 1500))
  assert.deepEqual(sought(unlisted, 3, 'failed'), close('failed', 'Not listed.'))
  assert.deepEqual(sought({ ...unlisted, final: true }, 1), close('lost', 'Not listed.'))
  const refused = sought({ name: 'unauthorized', error: '401.' }, 1)
  assert.ok(refused.name === 'park' && refused.recording === 'auth_required')
})
