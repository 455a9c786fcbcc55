import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Run } from '#lib/api/run.ts'
import { changedFields, tailRuns, type LiveTail, type Place, type TailDeps } from './tail-runs.ts'

// The database is scripted: what it holds changes only at the moments that a test names.

type Stored = { seqs: number; isClosed: boolean; version: number }

function world(start: Partial<Stored> = {}) {
  const run: Stored = { seqs: 0, isClosed: false, version: 1, ...start }
  const log: string[] = []
  let onWait: () => void = () => undefined
  const deps: TailDeps = {
    nextWake: () => {
      log.push('armed')
      // By then every read that was under way has come back: only who waits lets time pass.
      return new Promise((resolve) => setImmediate(() => resolve(onWait())))
    },
    readTail(_runId, after) {
      log.push(`read ${after}`)
      const to = Math.min(run.seqs, after + 2)
      const seqs = Array.from({ length: to - after }, (_, at) => after + at + 1)
      const tail: LiveTail = {
        version: String(run.version),
        isClosed: run.isClosed,
        lastSeq: run.seqs,
        frames: JSON.stringify(seqs),
        to,
      }
      return Promise.resolve(tail)
    },
    readRun: () => Promise.resolve({ id: 'r', status: run.isClosed ? 'completed' : 'running' } as Run),
  }
  return { run, deps, log, whenWaiting: (act: () => void) => (onWait = act) }
}

const place: Place = { id: 'r', runId: 1n, after: 0 }

async function collect(deps: TailDeps, places = [place], signal = new AbortController().signal, most = 50) {
  const seen: string[] = []
  for await (const event of tailRuns(places, signal, deps)) {
    seen.push(event.type === 'frames' ? event.frames : event.type === 'run' ? `run ${event.changes.status}` : 'end')
    if (seen.length >= most) break
  }
  return seen
}

test('a finished run is told whole, page by page, and ends', async () => {
  const { deps } = world({ seqs: 5, isClosed: true })
  assert.deepEqual(await collect(deps), ['run completed', '[1,2]', '[3,4]', '[5]', 'end'])
})

test('a frame committed together with the end is still delivered, before the news of the end', async () => {
  const { deps, run, whenWaiting } = world({ seqs: 2 })
  whenWaiting(() => {
    run.seqs = 3
    run.isClosed = true
    run.version++
  })
  assert.deepEqual(await collect(deps), ['run running', '[1,2]', '[3]', 'run completed', 'end'])
})

test('a wake is armed before every read that may find nothing', async () => {
  const { deps, log, run, whenWaiting } = world({ seqs: 1 })
  whenWaiting(() => void (run.isClosed = true))
  await collect(deps)
  assert.equal(log[0], 'armed')
  const afterEmptyRead = log.slice(log.indexOf('read 1') + 1)
  assert.ok(afterEmptyRead.length === 0 || afterEmptyRead[0] === 'armed', log.join(', '))
})

test('a viewer goes on exactly after what it has', async () => {
  const { deps } = world({ seqs: 5, isClosed: true })
  assert.deepEqual(await collect(deps, [{ ...place, after: 4 }]), ['run completed', '[5]', 'end'])
  assert.deepEqual(await collect(deps, [{ ...place, after: 5 }]), ['run completed', 'end'])
})

test('a run that is gone ends, and the others go on', async () => {
  const { deps } = world({ seqs: 1, isClosed: true })
  assert.deepEqual(await collect(deps, [{ id: 'gone', runId: null, after: 3 }, place]), [
    'end',
    'run completed',
    '[1]',
    'end',
  ])
})

test('an abort ends the tail without an end event', async () => {
  const { deps, whenWaiting } = world({ seqs: 1 })
  const left = new AbortController()
  whenWaiting(() => left.abort())
  assert.deepEqual(await collect(deps, [place], left.signal), ['run running', '[1]'])
})

test('only what changed of a run is told', () => {
  const before = { id: 'r', status: 'running', labels: { a: '1' }, frameCount: 1 } as unknown as Run
  assert.deepEqual(changedFields(null, before), before)
  assert.deepEqual(changedFields(before, { ...before, labels: { a: '1' }, frameCount: 2 }), { frameCount: 2 })
})
