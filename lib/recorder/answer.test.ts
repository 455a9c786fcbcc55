import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAnswer } from './answer.ts'

const now = Date.parse('2026-11-24T10:00:00Z')
const read = (status: number, headers: Record<string, string> = {}) => readAnswer(status, headers, now)
const errorOf = (status: number, headers: Record<string, string> = {}) => {
  const answer = read(status, headers)
  return 'error' in answer ? answer.error : null
}

test('a 2xx answer of the right content type is a stream, whatever its letters and parameters', () => {
  for (const type of ['text/event-stream', 'Text/Event-Stream; charset=utf-8', 'text/event-stream;charset=UTF-8']) {
    assert.deepEqual(read(200, { 'content-type': type }), { name: 'stream' })
  }
  assert.deepEqual(read(201, { 'content-type': 'text/event-stream' }), { name: 'stream' })
})

test('any other content type is no stream, and is named', () => {
  for (const type of ['text/html', 'application/json', 'text/event-streams', 'application/text/event-stream']) {
    const answer = read(200, { 'content-type': type })
    assert.equal(answer.name, 'refused')
    assert.equal(
      errorOf(200, { 'content-type': type }),
      `The upstream answered 200 with ${type} instead of text/event-stream.`,
    )
  }
  assert.match(errorOf(200) ?? '', /with no content type/)
})

test('a stream that is compressed is refused, not stored as noise', () => {
  const stream = { 'content-type': 'text/event-stream' }
  assert.equal(read(200, { ...stream, 'content-encoding': 'gzip' }).name, 'refused')
  assert.match(errorOf(200, { ...stream, 'content-encoding': 'br' }) ?? '', /in br/)
  assert.equal(read(200, { ...stream, 'content-encoding': 'identity' }).name, 'stream')
  assert.equal(read(200, { ...stream, 'content-encoding': '' }).name, 'stream')
})

test('204 says that there is nothing to watch, whatever its content type', () => {
  assert.deepEqual(read(204), { name: 'nothing' })
  assert.deepEqual(read(204, { 'content-type': 'text/event-stream' }), { name: 'nothing' })
})

test('a redirect is refused and names where it points, without secrets', () => {
  for (const status of [300, 301, 302, 303, 304, 307, 308]) assert.equal(read(status).name, 'refused')
  assert.equal(
    errorOf(302, { location: 'https://user:pass@login.example/in?token=abc#id_token=def' }),
    'The upstream answered 302, a redirect to https://login.example/in. Redirects are not followed.',
  )
  assert.equal(errorOf(304), 'The upstream answered 304, a redirect. Redirects are not followed.')
})

test('every status is one of a few things to do', () => {
  const names = (statuses: number[]) => [...new Set(statuses.map((status) => read(status).name))]
  assert.deepEqual(names([401, 403]), ['unauthorized'])
  assert.deepEqual(names([404, 410]), ['gone'])
  assert.deepEqual(names([400, 402, 405, 406, 409, 411, 413, 414, 415, 418, 422, 426, 428, 431, 451, 499]), ['refused'])
  assert.deepEqual(names([408, 425, 429]), ['busy'])
  assert.deepEqual(names([500, 501, 502, 503, 504, 507, 520, 524, 529, 599]), ['busy'])
})

test('only what was refused before it was looked at may be sent again by anyone', () => {
  for (const status of [408, 425, 429]) assert.ok('refused' in read(status) && read(status).name === 'busy')
  assert.deepEqual(read(429, { 'retry-after': '7' }), {
    name: 'busy',
    error: 'The upstream asks to slow down (429).',
    afterMs: 7000,
    refused: true,
  })
  assert.deepEqual(read(503, { 'retry-after': 'Tue, 24 Nov 2026 10:00:09 GMT' }), {
    name: 'busy',
    error: 'The upstream has trouble (503).',
    afterMs: 9000,
    refused: false,
  })
})

test('404 may be a matter of names, 410 is for good', () => {
  assert.deepEqual(
    [404, 410].map((status) => 'forGood' in read(status) && read(status)),
    [
      { name: 'gone', error: 'The upstream does not know this run or path (404).', forGood: false },
      { name: 'gone', error: 'The upstream does not have this run any more (410).', forGood: true },
    ],
  )
})

test('every answer that is no stream says a sentence with its status', () => {
  for (const status of [200, 302, 400, 401, 403, 404, 409, 410, 418, 422, 429, 500, 503]) {
    assert.match(errorOf(status) ?? '', new RegExp(`^The .*${status}.*[.]$`))
  }
})
