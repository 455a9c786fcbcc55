import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { codeCell, codeSpan, fenced } from './report-text.ts'
import { runReport } from './report.ts'
import { failedRun, reportFacts, reportTool } from './testing-report.ts'

test('a failed run is told as it is written in the golden file', async () => {
  const golden = await readFile(join(import.meta.dirname, 'report.golden.txt'), 'utf8')
  assert.equal(runReport(reportFacts()), golden)
})

test('what is not known is left out, and no measure is made up', () => {
  const run = failedRun({
    status: 'running',
    clock: 'none',
    integrity: null,
    gapCount: 0,
    startedAt: null,
    durationMs: null,
    ttftMs: null,
    inputTokens: null,
    outputTokens: null,
    error: null,
    agent: null,
    model: null,
    upstreamRunId: null,
  })
  const report = runReport(reportFacts({ run, seq: null, frames: [], tools: [] }))
  for (const word of ['Duration', 'First token', 'Tokens', 'Stalls', '### Error', '### Frames', '### Tools', 'null']) {
    assert.ok(!report.includes(word), `${word} stands in it`)
  }
})

test('a long list of calls ends with how many are left', () => {
  const tools = Array.from({ length: 70 }, (_, at) => reportTool({ callId: `c${at}` }))
  assert.match(runReport(reportFacts({ tools })), /\nand 20 more calls\n/)
})

test('a code span is longer fenced than its text, on one line, and cut between characters', () => {
  assert.equal(codeSpan('a``b', 9), '``` a``b ```')
  assert.equal(codeSpan('a\r\n\tb\u0000c\u2028d', 9), '`a b␀c d`')
  assert.equal(codeSpan('😀😀😀', 2), '`😀😀…`')
  assert.equal(codeSpan('a\u202eb', 9), '`ab`')
  assert.equal(codeSpan(' \n ', 9), '')
})

test('a pipe ends no cell, whatever stands before it', () => {
  assert.equal(codeCell('a|b', 9), '`a\\|b`')
  assert.equal(codeCell('a\\|b', 9), '`a\\¦b`')
  assert.equal(codeCell('a\\\\|b', 9), '`a\\\\¦b`')
})

test('a fence is longer than any in its text', () => {
  assert.equal(fenced('a\n````\nb', 99), '`````text\na\n````\nb\n`````')
  assert.equal(fenced('a\rb', 99), '```text\na\nb\n```')
})
