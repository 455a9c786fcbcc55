import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, resolveConfig } from 'prettier'
import type { Finding } from '#lib/faults/finding.ts'
import { soakReport } from './soak-report.ts'
import type { SoakResult } from './soak.ts'
import { createTally } from './tally.ts'

const startedAt = new Date('2026-11-24T15:00:00Z')

function result(change: Partial<SoakResult> = {}): SoakResult {
  const tally = createTally()
  Object.assign(tally.classes.A, { runs: 12, emitted: 123_456, bytes: 45_000_000, stored: 123_456, duplicates: 17 })
  const gap = { run: 'c1-4', source: 'c1', sourceClass: 'C' as const, seq: 9, reason: 'upstream_lost' }
  tally.gaps.push({ ...gap, openedMs: startedAt.getTime(), closedMs: startedAt.getTime() })
  const fault = { what: 'reset_peer', source: 'c1', fromMs: 0, toMs: 1500, tookMs: null }
  const sample = { process: 'web', pid: 1, atMs: 0, rssMb: 100, files: 20, connections: 3 }
  return {
    options: {
      ...{ runs: 60, rate: 10, seconds: [45, 240], viewers: 5, recorders: 3, ms: 3_600_000, seed: 5 },
      ...{ faultEveryMs: 20_000, faults: [], databaseEveryMs: null, killEveryMs: 180_000, restartEveryMs: 600_000 },
    },
    ...{
      startedAt,
      tookMs: 3_700_000,
      tally,
      faults: [fault],
      samples: [sample],
      unexplained: [],
      deaths: [],
      folder: '',
    },
    ...change,
  }
}

test('a clean soak says so, with the command that repeats it', () => {
  const text = soakReport(result())
  assert.match(text, /All counts are 0/)
  assert.match(text, /npm run soak -- --minutes 60 --seed 5 --runs 60 /)
  assert.match(text, /\| A +\| +12 \| +123,456 \|/)
  assert.doesNotMatch(text, /What was wrong/)
})

test('whatever is wrong is counted and told, and takes the word from it that all is well', () => {
  const finding: Finding = { class: 'lost', run: 'a1-7', where: 'database', seq: 3, truth: 'frame 2', found: 'no gap' }
  const wrong = result()
  wrong.tally.findings.push(finding)
  assert.match(soakReport(wrong), /Not all counts are 0/)
  assert.match(soakReport(wrong), /\| lost +\| +1 \|/)
  assert.match(soakReport(wrong), /- lost: run a1-7, frame 3 \(database\)/)
  assert.match(soakReport(result({ unexplained: result().tally.gaps })), /- gap of frame 9 of run c1-4: upstream_lost/)
  assert.match(soakReport(result({ deaths: ['recorder 1 ended'] })), /- recorder 1 ended/)
})

test('the page is laid out as the formatter wants it', async () => {
  const text = `${soakReport(result({ deaths: ['recorder 1 ended'] }))}\n`
  const options = await resolveConfig(import.meta.filename)
  assert.equal(await format(text, { ...options, parser: 'markdown' }), text)
})
