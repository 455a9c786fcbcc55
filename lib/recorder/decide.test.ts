import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide, type Next, type Outcome, type Situation } from './decide.ts'

const even = () => 0.5
const ended: Outcome = { name: 'ended', midFrame: false }
const broken: Outcome = { name: 'broken', error: 'cut.' }
const unsent: Outcome = { name: 'unreached', error: 'refused.', sent: false, forbidden: false }
const unanswered: Outcome = { name: 'unreached', error: 'timed out.', sent: true, forbidden: false }
const forbidden: Outcome = { name: 'unreached', error: 'not allowed.', sent: false, forbidden: true }
const answered = (answer: Extract<Outcome, { name: 'answered' }>['answer']): Outcome => ({ name: 'answered', answer })
const gone = answered({ name: 'gone', error: '404.', forGood: false })
const goneForGood = answered({ name: 'gone', error: '410.', forGood: true })
const trouble = answered({ name: 'busy', error: '500.', afterMs: null, refused: false })
const slowDown = answered({ name: 'busy', error: '429.', afterMs: 2000, refused: true })
const nothing = answered({ name: 'nothing' })
const unauthorized = answered({ name: 'unauthorized', error: '401.' })
const refused = answered({ name: 'refused', error: '400.' })

/** A stream that can be resumed, watched by its id, that gave frames before and something new now. */
const watching: Situation = {
  class: 'B',
  endedEarly: 'reconnect',
  grace: false,
  starting: false,
  sweeping: false,
  repeatable: true,
  idempotent: true,
  watched: true,
  terminal: false,
  atEnd: null,
  settled: null,
  hasFrames: true,
  joined: true,
  waited: true,
  progressed: true,
  attempt: 0,
  emptyEnds: 0,
  startedAgain: false,
}

/** A POST that cannot be sent twice. */
const posting: Situation = {
  ...watching,
  class: 'C',
  endedEarly: 'ended',
  atEnd: 'ended',
  starting: true,
  repeatable: false,
  idempotent: false,
  watched: false,
  hasFrames: false,
  progressed: false,
  attempt: 1,
}

const after = (outcome: Outcome, at: Partial<Situation> = {}) => decide(outcome, { ...watching, ...at }, even)
const afterPost = (outcome: Outcome, at: Partial<Situation> = {}) => decide(outcome, { ...posting, ...at }, even)

const retry = (afterMs: number, error: string | null): Next => ({ name: 'retry', afterMs, error, startAgain: false })
const close = (status: Extract<Next, { name: 'close' }>['status'], gap: string | null, error: string | null) => ({
  name: 'close',
  status,
  gap,
  error,
})

test('a stream that ended after its terminal frame is closed, and the frame has the last word', () => {
  for (const name of ['A', 'B', 'C'] as const) {
    assert.deepEqual(after(ended, { terminal: true, class: name }), close(null, null, null))
    assert.deepEqual(after(broken, { terminal: true, class: name }), close(null, null, 'cut.'))
  }
})

test('a stream that ended early is asked for again at once, then less and less often', () => {
  assert.deepEqual(after(ended), retry(150, null))
  assert.deepEqual(after(ended, { progressed: false, attempt: 1, emptyEnds: 1 }), retry(1000, null))
  assert.deepEqual(after(ended, { progressed: false, attempt: 2, emptyEnds: 2 }), retry(2000, null))
})

test('three clean ends without anything new are the end of a stream that never said how it ended', () => {
  const three = { progressed: false, attempt: 3, emptyEnds: 3 }
  assert.deepEqual(after(ended, three), close('lost', null, null))
  assert.deepEqual(after(ended, { ...three, endedEarly: 'ended', atEnd: 'ended' }), close('ended', null, null))
})

test('an end in the middle of a frame is a break, where the rest can come again', () => {
  const torn: Outcome = { name: 'ended', midFrame: true }
  assert.deepEqual(after(torn), retry(150, 'The stream ended in the middle of a frame.'))
  assert.equal(after(torn, { progressed: false, attempt: 3, emptyEnds: 3 }).name, 'retry')
  assert.deepEqual(afterPost(torn, { hasFrames: true }), close('ended', null, null))
})

test('a stream that cannot be resumed ends where it ends, and a break of it is a gap', () => {
  assert.deepEqual(afterPost(ended, { hasFrames: true }), close('ended', null, null))
  assert.deepEqual(afterPost(broken, { hasFrames: true }), close('ended', 'upstream_lost', 'cut.'))
  assert.deepEqual(afterPost(broken), close('ended', 'upstream_lost', 'cut.'))
  assert.deepEqual(afterPost(broken, { atEnd: null }), close('lost', 'upstream_lost', 'cut.'))
})

test('a break of a stream that can be resumed is retried for ever', () => {
  assert.deepEqual(after(broken), retry(150, 'cut.'))
  assert.deepEqual(after(broken, { progressed: false, attempt: 4 }), retry(8000, 'cut.'))
  assert.deepEqual(after(broken, { progressed: false, attempt: 10_000 }), retry(60_000, 'cut.'))
})

test('an upstream that was not reached is tried again, even with what must not be sent twice', () => {
  assert.deepEqual(after(unsent, { progressed: false, attempt: 1 }), retry(1000, 'refused.'))
  assert.deepEqual(afterPost(unsent), retry(1000, 'refused.'))
  assert.deepEqual(after(unanswered, { progressed: false, attempt: 1 }), retry(1000, 'timed out.'))
})

test('a request that may have arrived and must not be sent twice is a gap', () => {
  assert.deepEqual(afterPost(unanswered), close('ended', 'upstream_lost', 'timed out. The request is not sent twice.'))
})

test('an address that must not be asked waits for a person, with no state of the run', () => {
  for (const at of [watching, posting]) {
    assert.deepEqual(decide(forbidden, at), {
      name: 'park',
      recording: 'blocked',
      error: 'not allowed.',
      failed: false,
    })
  }
})

test('204 is the end: there is nothing to watch', () => {
  assert.deepEqual(after(nothing, { progressed: false }), close('lost', null, null))
  assert.deepEqual(after(nothing, { terminal: true }), close(null, null, null))
  assert.deepEqual(afterPost(nothing), close('ended', null, null))
})

test('a refused credential waits for a new one, whatever the run', () => {
  for (const at of [watching, posting]) {
    assert.deepEqual(decide(unauthorized, at), {
      name: 'park',
      recording: 'auth_required',
      error: '401.',
      failed: false,
    })
  }
})

test('a run that is gone on resume has expired', () => {
  assert.deepEqual(after(gone), close('lost', 'expired', '404.'))
  assert.deepEqual(after(goneForGood), close('lost', 'expired', '410.'))
  assert.deepEqual(after(gone, { terminal: true }), close(null, null, '404.'))
})

test('a run that was never there is blocked, and failed only if its start was refused', () => {
  const blocked = { name: 'park', recording: 'blocked', error: '404.' }
  assert.deepEqual(after(gone, { hasFrames: false, idempotent: false }), { ...blocked, failed: false })
  assert.deepEqual(after(gone, { hasFrames: false, starting: true }), { ...blocked, failed: true })
  assert.deepEqual(afterPost(gone), { ...blocked, failed: true })
})

test('a run that cannot be watched by our name for it is asked for once more by its key', () => {
  const misnamed = { watched: false, progressed: false }
  assert.deepEqual(after(gone, misnamed), { name: 'retry', afterMs: 0, error: '404.', startAgain: true })
  assert.deepEqual(after(gone, { ...misnamed, startedAgain: true }), close('lost', 'expired', '404.'))
  assert.deepEqual(after(gone, { ...misnamed, starting: true }), close('lost', 'expired', '404.'))
})

test('what the upstream calls gone for good, or had under our name before, is never started again', () => {
  assert.deepEqual(after(goneForGood, { watched: false }), close('lost', 'expired', '410.'))
  assert.deepEqual(after(gone, { watched: true }), close('lost', 'expired', '404.'))
})

test('trouble of the upstream is waited out where the request may be sent again', () => {
  assert.deepEqual(after(trouble, { progressed: false, attempt: 3 }), retry(4000, '500.'))
  assert.deepEqual(afterPost(trouble, { repeatable: true }), retry(1000, '500.'))
  assert.deepEqual(afterPost(trouble), {
    name: 'park',
    recording: 'blocked',
    error: '500. The request is not sent twice.',
    failed: true,
  })
})

test('an upstream that asks to slow down did not take the request, and is obeyed', () => {
  assert.deepEqual(after(slowDown), retry(2000, '429.'))
  assert.deepEqual(afterPost(slowDown), retry(2000, '429.'))
  const vague = answered({ name: 'busy', error: '429.', afterMs: null, refused: true })
  assert.deepEqual(afterPost(vague, { attempt: 2 }), retry(2000, '429.'))
})

test('a refused request waits for a person, and a refused start fails the run', () => {
  assert.deepEqual(after(refused), { name: 'park', recording: 'blocked', error: '400.', failed: false })
  assert.deepEqual(afterPost(refused), { name: 'park', recording: 'blocked', error: '400.', failed: true })
})

test('a stopped recording leaves the status of the run as it was, with a gap where more was to come', () => {
  const error = 'Recording was stopped.'
  assert.deepEqual(after({ name: 'stopped' }), close(null, 'recorder_down', error))
  assert.deepEqual(after({ name: 'stopped' }, { terminal: true }), close(null, null, error))
  assert.deepEqual(after({ name: 'stopped' }, { hasFrames: false }), close(null, null, error))
})

test('a recorder that leaves gives back what can be resumed and closes what cannot', () => {
  assert.deepEqual(after({ name: 'shutdown' }), { name: 'release' })
  assert.deepEqual(afterPost({ name: 'shutdown' }), { name: 'release' })
  assert.deepEqual(afterPost({ name: 'shutdown' }, { hasFrames: true }), close('ended', 'recorder_down', null))
  assert.deepEqual(afterPost({ name: 'shutdown' }, { hasFrames: true, terminal: true }), close(null, null, null))
  assert.deepEqual(afterPost({ name: 'shutdown' }, { hasFrames: true, endedEarly: 'ask' }), { name: 'release' })
})

/** A numbered stream that stays open after its terminal frame, and an upstream that can be asked. */
const numbered: Partial<Situation> = { class: 'A', endedEarly: 'ask', grace: true }
const quiet: Outcome = { name: 'quiet' }
const sweep = (afterMs = 0): Next => ({ name: 'sweep', afterMs })
const ask = (gap: 'upstream_lost' | null, error: string | null): Next => ({ name: 'ask', gap, error, afterMs: 0 })

test('a stream that may go on after its terminal frame is read once more, when nothing came for long enough', () => {
  assert.deepEqual(after(quiet, { ...numbered, terminal: true }), sweep())
})

test('a stream that breaks while late frames may come is waited for anew, unless it keeps breaking', () => {
  for (const [outcome, error] of [
    [ended, null],
    [broken, 'cut.'],
  ] as const) {
    assert.deepEqual(after(outcome, { ...numbered, terminal: true }), retry(150, error))
    assert.deepEqual(after(outcome, { ...numbered, terminal: true, progressed: false, attempt: 3 }), sweep())
  }
})

test('the last reading closes the recording, is tried a few times, and leaves no gap behind a terminal frame', () => {
  const sweeping = { ...numbered, terminal: true, sweeping: true, progressed: false, attempt: 1 }
  for (const outcome of [ended, quiet]) assert.deepEqual(after(outcome, sweeping), close(null, null, null))
  for (const outcome of [broken, unsent, trouble]) {
    assert.deepEqual(after(outcome, sweeping), sweep(1000))
    assert.deepEqual(after(outcome, { ...sweeping, attempt: 3 }), close(null, null, null))
  }
  assert.deepEqual(after(ended, { ...sweeping, progressed: true }), sweep(150))
})

test('a last reading that does not join on what is stored is tried again, and then nobody can say what is missing', () => {
  const loose = { ...numbered, sweeping: true, settled: 'completed', joined: false, progressed: false } as const
  assert.deepEqual(after(ended, { ...loose, attempt: 1 }), sweep(1000))
  assert.deepEqual(after(broken, { ...loose, attempt: 9 }), sweep(60_000))
  assert.deepEqual(after(ended, { ...loose, attempt: 16 }), close('completed', 'unverified', null))
})

test('a terminal frame that only the last reading brought is followed by the wait for late ones', () => {
  const found = { ...numbered, sweeping: true, terminal: true, settled: 'completed', progressed: false } as const
  assert.deepEqual(after(ended, { ...found, waited: false }), retry(0, null))
  assert.deepEqual(after(ended, { ...found, waited: true }), close(null, null, null))
})

test('without a terminal frame it is read until nothing new comes twice, and closed as the upstream told', () => {
  const settled = { ...numbered, sweeping: true, settled: 'completed', attempt: 1 } as const
  assert.deepEqual(after(ended, settled), sweep(150))
  assert.deepEqual(after(ended, { ...settled, progressed: false, emptyEnds: 1 }), sweep(1000))
  assert.deepEqual(after(ended, { ...settled, progressed: false, emptyEnds: 2 }), close('completed', null, null))
  assert.deepEqual(after(quiet, { ...settled, progressed: false }), close('completed', null, null))
})

test('where the upstream can be asked, an end that brought nothing new is a question', () => {
  const idle = { ...numbered, progressed: false, attempt: 1 }
  assert.deepEqual(after(ended, idle), ask(null, null))
  assert.deepEqual(after(quiet, idle), ask(null, null))
  assert.deepEqual(after(broken, idle), ask(null, 'cut.'))
  assert.deepEqual(after(ended, { ...numbered, progressed: true }), retry(150, null))
})

test('a stream that cannot be resumed and ended without its terminal frame is a gap, and the upstream is asked', () => {
  const chat = { class: 'C', endedEarly: 'ask', grace: false } as const
  assert.deepEqual(after(ended, chat), ask('upstream_lost', null))
  assert.deepEqual(after(broken, chat), ask('upstream_lost', 'cut.'))
  assert.deepEqual(after(ended, { ...chat, atEnd: 'failed' }), close('failed', null, null))
  assert.deepEqual(after(ended, { ...chat, terminal: true }), close(null, null, null))
})

test('a start without an answer is looked for where lists tell, and is a gap only where its stream is lost with it', () => {
  const error = 'timed out. The request is not sent twice.'
  assert.deepEqual(afterPost(unanswered, { ...numbered }), ask(null, error))
  assert.deepEqual(afterPost(unanswered, { endedEarly: 'ask' }), ask('upstream_lost', error))
})

test('a hole in the numbers is asked for at once', () => {
  assert.deepEqual(after({ name: 'hole', after: 4 }, numbered), retry(0, null))
  assert.deepEqual(after({ name: 'hole', after: 4 }, { ...numbered, sweeping: true }), sweep())
})

test('a run that was made is watched at once, and one that is recorded already is not recorded twice', () => {
  assert.deepEqual(afterPost(answered({ name: 'created' })), retry(0, null))
  const error = 'This run is recorded already, as run_1.'
  assert.deepEqual(after({ name: 'duplicate', of: 'run_1' }), close(null, null, error))
})
