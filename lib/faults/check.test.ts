import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check, type Recorded } from './check.ts'
import type { Observed } from './compare-frames.ts'
import { countFindings, findingClasses, findingLine, type Finding } from './finding.ts'
import type { RunTruth } from './run-truth.ts'

/** A run that emitted `count` frames: the n-th has the id and the hash n. */
function truthOf(count: number, change: (n: number) => Partial<RunTruth['emitted'][number]> = () => ({})): RunTruth {
  const emitted = Array.from({ length: count }, (_, i) => ({
    ...{ n: i + 1, id: String(i + 1), sha256: `#${i + 1}`, bytes: 10, offset: i * 10, at: i, taken: true },
    ...change(i + 1),
  }))
  return { run: 'r', emitted, beside: new Map() }
}

type Told = number | { gap: number | null } | Partial<Observed>

/** Frames as they are stored: a number is the frame with that hash, numbered from 1 on. */
function framesOf(told: readonly Told[]): Observed[] {
  return told.map((one, i) => ({
    ...{ seq: i + 1, upstreamId: null, sha256: 'none', gap: null, receivedUs: i },
    ...(typeof one === 'number'
      ? { upstreamId: String(one), sha256: `#${one}` }
      : 'gap' in one && (one.gap === null || typeof one.gap === 'number')
        ? { gap: { reason: 'upstream_lost', missingCount: one.gap, openedAt: null } }
        : (one as Partial<Observed>)),
  }))
}

const digestsOf = (frames: readonly Observed[]) => new Map(frames.map(({ seq, sha256 }) => [seq, sha256]))

/** The recording that is the same wherever it is read, unless told otherwise. */
function recorded(told: readonly Told[], change: Partial<Recorded> = {}): Recorded {
  const frames = framesOf(told)
  return {
    sourceClass: 'A',
    database: { frames, chain: 'c', computedChain: 'c' },
    replay: { frames, digests: digestsOf(frames) },
    exported: { frames, sse: 's', stored: 's' },
    shown: [],
    ...change,
  }
}

const all = ['database', 'replay', 'export'] as const

function told(findings: readonly Finding[]) {
  return findings.map(({ class: name, where, seq }) => `${name} ${where} ${seq}`)
}

/** The same finding at each place where the frames are read. */
const everywhere = (name: string, seq: number | null) => all.map((where) => `${name} ${where} ${seq}`)

function viewer(seqs: readonly number[], change: object = {}) {
  return { viewer: 'v', after: 0, frames: seqs.map((seq) => ({ seq, digest: `#${seq}` })), ended: true, ...change }
}

test('a whole recording has no findings', () => {
  const whole = recorded([1, 2, 3], { shown: [viewer([1, 2, 3]), viewer([2, 3], { after: 1 })] })
  assert.deepEqual(check(truthOf(3), whole), [])
})

test('a frame that a socket took and that is nowhere is lost, in the middle and at the end', () => {
  assert.deepEqual(told(check(truthOf(3), recorded([1, 3]))), everywhere('lost', 2))
  assert.deepEqual(told(check(truthOf(3), recorded([1, 2]))), everywhere('lost', null))
  assert.deepEqual(
    told(check(truthOf(2), recorded([]))),
    [...all].flatMap((w) => Array(2).fill(`lost ${w} null`)),
  )
})

test('a frame that is missing where a gap stands is not lost', () => {
  assert.deepEqual(check(truthOf(5), recorded([1, { gap: 2 }, 4, { gap: null }])), [])
  assert.deepEqual(check(truthOf(3), recorded([{ gap: null }, 3])), [])
})

test('a gap elsewhere excuses nothing', () => {
  assert.deepEqual(told(check(truthOf(4), recorded([1, 3, { gap: null }, 4]))), everywhere('lost', 2))
})

test('a frame that is stored twice is a dup', () => {
  assert.deepEqual(told(check(truthOf(3), recorded([1, 2, 2, 3]))), everywhere('dup', 3))
})

test('frames with the same bytes are as many as were emitted', () => {
  const truth = truthOf(3, (n) => (n === 2 ? {} : { sha256: 'same' }))
  const same = { sha256: 'same', upstreamId: '1' }
  assert.deepEqual(check(truth, recorded([same, 2, same])), [])
  assert.deepEqual(told(check(truth, recorded([same, 2, same, same]))), everywhere('dup', 4))
  assert.deepEqual(told(check(truth, recorded([same, 2]))), everywhere('lost', null))
})

test('a frame behind a later one is a reorder, and not lost', () => {
  assert.deepEqual(told(check(truthOf(3), recorded([1, 3, 2]))), everywhere('reorder', 3))
})

test('a frame that was never emitted is a phantom', () => {
  const phantom = { sha256: 'made up' }
  assert.deepEqual(told(check(truthOf(2), recorded([1, 2, phantom]))), everywhere('phantom', 3))
})

test('a gap that says that frames are missing which are not is a phantom', () => {
  assert.deepEqual(told(check(truthOf(2), recorded([1, { gap: 3 }, 2]))), everywhere('phantom', 2))
})

test('other bytes under the id or in the place of a frame are mutated, and that frame is not lost besides', () => {
  assert.deepEqual(
    told(check(truthOf(3), recorded([1, { sha256: 'other', upstreamId: '2' }, 3]))),
    everywhere('mutated', 2),
  )
  assert.deepEqual(told(check(truthOf(3), recorded([1, { sha256: 'other' }, 3]))), everywhere('mutated', 2))
})

test('a hash chain or an export that is not of the stored bytes is mutated', () => {
  const wrongChain = recorded([1])
  wrongChain.database.chain = 'other'
  assert.deepEqual(told(check(truthOf(1), wrongChain)), ['mutated database null'])
  const wrongExport = recorded([1])
  wrongExport.exported.sse = 'other'
  assert.deepEqual(told(check(truthOf(1), wrongExport)), ['mutated export null'])
})

test('a frame that no socket took and no gap tells of is an undeclared gap', () => {
  const truth = truthOf(3, (n) => ({ taken: n < 3 }))
  assert.deepEqual(told(check(truth, recorded([1, 2], { sourceClass: 'C' }))), everywhere('undeclared-gap', null))
})

test('a hole of another size than its gap says, and a hole in the numbers, are undeclared gaps', () => {
  assert.deepEqual(told(check(truthOf(5), recorded([1, { gap: 2 }, 5]))), everywhere('undeclared-gap', 2))
  const holed = recorded([1, 2].map((n, i) => ({ sha256: `#${n}`, seq: i * 2 + 1 })))
  assert.deepEqual(told(check(truthOf(2), holed)), everywhere('undeclared-gap', 3))
})

test('heartbeats of a connection are no phantoms, as often as they were written', () => {
  const truth = truthOf(2)
  truth.beside.set('ping', 2)
  const ping = { sha256: 'ping' }
  assert.deepEqual(check(truth, recorded([ping, 1, ping, 2])), [])
  assert.deepEqual(told(check(truth, recorded([ping, 1, ping, 2, ping]))), everywhere('dup', 5))
})

test('a block without id may be missing where the upstream resumes, and only there', () => {
  const truth = truthOf(3, (n) => (n === 2 ? { id: null } : {}))
  assert.deepEqual(check(truth, recorded([1, 3])), [])
  assert.deepEqual(told(check(truth, recorded([1, 3], { sourceClass: 'C' }))), everywhere('lost', 2))
})

test('time or numbers that go back are nonmonotonic', () => {
  const back = recorded([1, 2].map((n) => ({ sha256: `#${n}`, seq: n, receivedUs: 10 - n })))
  assert.deepEqual(told(check(truthOf(2), back)), everywhere('nonmonotonic', 2))
  const swapped = framesOf([1, 2]).toReversed()
  const replay = { frames: swapped, digests: digestsOf(swapped) }
  const names = check(truthOf(2), recorded([1, 2], { replay })).map(({ class: name, where }) => `${name} ${where}`)
  assert.ok(names.includes('nonmonotonic replay'))
  assert.ok(names.includes('reorder replay'))
})

test('what is missing in one place alone is found there', () => {
  const short = framesOf([1, 2])
  const replay = { frames: short, digests: digestsOf(framesOf([1, 2, 3])) }
  assert.deepEqual(told(check(truthOf(3), recorded([1, 2, 3], { replay }))), ['lost replay null'])
  const exported = { frames: short, sse: 's', stored: 's' }
  assert.deepEqual(told(check(truthOf(3), recorded([1, 2, 3], { exported }))), ['lost export null'])
})

test('a viewer that was shown what replay lacks, or has otherwise, is told of', () => {
  const shown = [viewer([1, 2, 3], {})]
  assert.deepEqual(told(check(truthOf(2), recorded([1, 2], { shown }))), ['live-not-replay live 3'])
  const frames = [{ seq: 1, digest: 'other' }]
  const other = [viewer([], { frames })]
  assert.deepEqual(told(check(truthOf(1), recorded([1], { shown: other }))), ['live-not-replay live 1'])
})

test('a viewer that was not shown a frame is told of, within, at the end, and where it never heard of the end', () => {
  const of = (seqs: number[], change = {}) =>
    told(check(truthOf(4), recorded([1, 2, 3, 4], { shown: [viewer(seqs, change)] })))
  assert.deepEqual(of([1, 4]), ['poll-skip live 2'])
  assert.deepEqual(of([2, 3, 4]), ['poll-skip live 1'])
  assert.deepEqual(of([1, 2, 3]), ['poll-skip live 4'])
  assert.deepEqual(of([1, 2, 3, 4], { ended: false }), ['poll-skip live 4'])
})

test('a viewer that was shown a frame twice, or an older one, saw numbers go back', () => {
  const of = (seqs: number[]) => told(check(truthOf(3), recorded([1, 2, 3], { shown: [viewer(seqs)] })))
  assert.deepEqual(of([1, 2, 2, 3]), ['nonmonotonic live 2'])
  assert.deepEqual(of([1, 2, 3, 1]), ['nonmonotonic live 1'])
})

test('findings are counted by class, each class among them, and read as a line that names both sides', () => {
  const findings = check(truthOf(2), recorded([1]))
  const counts = countFindings(findings)
  assert.deepEqual(Object.keys(counts), [...findingClasses])
  assert.equal(counts.lost, 3)
  assert.equal(
    findingLine(findings[0] as Finding),
    'lost: run r (database): emitted frame 2, id 2, 10 bytes, #2, taken by a socket; found nothing behind the last frame',
  )
})
