import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RunStatus } from '#lib/api/run.ts'
import { assertRequest, assertTextOrNull } from './conformance-requests.ts'
import { anyAnswer, anyRun, DEEP, hostile, nested, someSettings } from './conformance-samples.ts'
import type { Dialect } from './dialect.ts'
import type { DialectFixtures } from './fixtures/fixture.ts'
import type { Rest, UpstreamRun } from './rest.ts'

const rollups = ['hour', 'day'] as const

/** What an upstream says when it is asked is read like frames are: whatever it says, and never throwing. */
export function readsAnswers(dialect: Dialect, fixtures: DialectFixtures): void {
  const { rest } = dialect
  if (!rest) return
  const answers = fixtures.answers ?? []
  const texts = answers.map(({ text }) => text)

  for (const { name, text, runs, buckets } of answers) {
    test(`reads ${name}`, () => {
      if (runs) assert.deepEqual(rest.read(text), runs)
      if (buckets) assert.deepEqual(rest.usage?.read(text), buckets)
    })
  }

  test('reads any answer without throwing, into runs and buckets that are whole', () => {
    const deep = ['{"runs":', '{"data":', '{"items":', '['].map((begin) => begin + nested(DEEP))
    for (const text of [...texts, ...hostile, ...deep, '']) assertRead(rest, text)
    fc.assert(fc.property(anyAnswer(texts), (text) => assertRead(rest, text)))
  })

  test('asks for status, details, lists and usage with requests of its own base URL', () => {
    fc.assert(
      fc.property(anyRun(dialect, fixtures.orderedIds), (run) => {
        const found = [rest.find(run), ...rest.details(run)]
        if (rest.status && rest.status.group(run) !== null) {
          assert.ok(Number.isSafeInteger(rest.status.limit) && rest.status.limit >= 1)
          const many = Array<typeof run>(Math.min(rest.status.limit, 3)).fill(run)
          found.push(rest.status.request([run]), rest.status.request(many), rest.status.single(run))
        }
        for (const request of found) if (request) assertRequest(request)
      }),
    )
    for (const settings of someSettings) {
      const names = rest.lists(settings)
      assert.equal(new Set(names).size, names.length)
      for (const name of names) for (const page of [null, '2', 'a/b?c']) assertRequest(rest.list(name, page))
    }
    for (const rollup of rest.usage?.rollups ?? []) {
      assert.ok(rollups.includes(rollup))
      assertRequest(rest.usage!.request({ sinceMs: 1_717_000_000_000, untilMs: 1_717_086_400_000, rollup }))
    }
  })
}

function assertRead(rest: Rest, text: string): void {
  const told = text.slice(0, 300)
  for (const run of rest.read(text)) assertRun(run, told)
  for (const page of [null, '1', 'cursor']) {
    const next = rest.nextPage(text, page)
    assertTextOrNull(next)
    assert.ok(next === null || next !== page, `the page ${page} is followed by itself: ${told}`)
  }
  for (const { bucket, model, calls, inputTokens, outputTokens } of rest.usage?.read(text) ?? []) {
    assert.ok(!Number.isNaN(Date.parse(bucket)), told)
    assert.equal(typeof model, 'string', told)
    for (const count of [calls, inputTokens, outputTokens]) assert.ok(Number.isSafeInteger(count) && count >= 0, told)
  }
}

function assertRun(run: UpstreamRun, told: string): void {
  const { upstreamRunId, status, createdMs, endedMs, childRunIds = [], totals = {}, metadata, ...rest } = run
  assert.ok(typeof upstreamRunId === 'string' && upstreamRunId !== '', told)
  assert.ok(status === null || RunStatus.options.includes(status), told)
  for (const ms of [createdMs, endedMs]) assert.ok(ms === null || Number.isSafeInteger(Math.round(ms)), told)
  for (const text of [...childRunIds, ...Object.values(metadata), ...Object.values(rest)]) {
    assert.equal(typeof text, 'string', told)
  }
  for (const total of Object.values(totals)) assert.ok(['number', 'string'].includes(typeof total), told)
  assert.deepEqual(JSON.parse(JSON.stringify(run)), run, told)
}
