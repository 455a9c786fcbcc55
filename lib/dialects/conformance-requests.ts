import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyAnswer, anyRun, anyStart, someSettings } from './conformance-samples.ts'
import type { Action, Dialect, RequestSpec } from './dialect.ts'
import type { DialectFixtures } from './fixtures/fixture.ts'

/** Requests are data that stays at the source's own address, whatever they are made of. */
export function makesRequests(dialect: Dialect, { orderedIds, answers = [] }: DialectFixtures): void {
  const texts = answers.map(({ text }) => text)

  test('starts and watches runs with requests of its own base URL, or says what is missing', () => {
    for (const operation of dialect.operations) {
      fc.assert(
        fc.property(anyStart(operation), fc.string(), (start, fallbackId) => {
          const upstreamRunId = operation.upstreamRunId(start, `run-${fallbackId}`)
          assert.notEqual(upstreamRunId, '')
          const request = operation.request(start, upstreamRunId)
          if ('error' in request) assert.notEqual(request.error, '')
          else assertRequest(request)
          assertTextOrNull(operation.title(start))
          assertTextOrNull(operation.threadId(start))
          for (const value of Object.values(operation.metadata(start))) assert.equal(typeof value, 'string')
        }),
      )
    }
    fc.assert(
      fc.property(
        anyRun(dialect, orderedIds),
        fc.constantFrom(null, ...orderedIds),
        fc.constantFrom(...someSettings),
        fc.boolean(),
        (run, cursor, settings, sweep) => {
          const request = dialect.watch({ ...run, cursor, settings, sweep })
          if (request) assertRequest(request)
        },
      ),
    )
    for (const settings of someSettings) assertRequest(dialect.check(settings))
  })

  test('cancels and answers any run with requests, or says why that cannot be done', () => {
    fc.assert(
      fc.property(anyRun(dialect, orderedIds), fc.string(), (run, content) => {
        assertAction(dialect.cancel(run))
        assertAction(dialect.input(run, content))
      }),
    )
  })

  test('learns the id of a run that it created from the answer, or that the answer has none', () => {
    for (const { created } of dialect.operations) {
      if (created) fc.assert(fc.property(anyAnswer(texts), (text) => assertTextOrNull(created(text))))
    }
  })
}

/** A path below the base URL; no byte in it or in the headers that HTTP refuses; no body with GET. */
export function assertRequest(request: RequestSpec): void {
  const { method, path, headers, body, ticket } = request
  const told = JSON.stringify(request)
  assert.match(method, /^(?:GET|POST|PUT|PATCH|DELETE)$/, told)
  assert.match(path, /^\//, told)
  assert.equal(new URL(`http://upstream.example${path}`).host, 'upstream.example', told)
  if (method === 'GET') assert.equal(body, null, told)
  for (const [name, value] of Object.entries(headers)) {
    assert.match(name, /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, told)
    assert.doesNotMatch(value, /[^\t\x20-\x7e\x80-\xff]/, told)
  }
  if (!ticket) return
  assertRequest(ticket.request)
  assert.ok(ticket.field !== '' && ticket.param !== '' && !ticket.request.ticket, told)
}

function assertAction(action: Action): void {
  if ('reason' in action) return assert.notEqual(action.reason.trim(), '')
  assert.ok(action.length > 0)
  action.forEach(assertRequest)
}

/** Null, or a text that says something. */
export function assertTextOrNull(text: unknown): void {
  assert.ok(text === null || (typeof text === 'string' && text !== ''), JSON.stringify(text))
}
