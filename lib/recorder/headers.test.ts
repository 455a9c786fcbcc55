import assert from 'node:assert/strict'
import { test } from 'node:test'
import { knownRequestHeaders, knownResponseHeaders } from './headers.ts'

test('of a request only what helps to understand it is written down', () => {
  const headers = { Accept: 'text/event-stream', 'Last-Event-ID': '5-0', 'idempotency-key': 'k', 'content-type': 'a/b' }
  assert.deepEqual(knownRequestHeaders({ ...headers, 'x-tenant': 'secret' }), headers)
})

test('no credential, cookie or unknown header is ever written down, of either side', () => {
  const names = ['authorization', 'Proxy-Authorization', 'COOKIE', 'Set-Cookie', 'x-api-key', 'api-key', 'x-auth-token']
  const more = ['www-authenticate', 'x-goog-api-key', 'x-amz-security-token', 'authentication-info', 'x-anything']
  const headers = Object.fromEntries([...names, ...more].map((name) => [name, 'secret']))
  assert.deepEqual(knownRequestHeaders(headers), {})
  assert.deepEqual(knownResponseHeaders(headers), {})
})

test('of an answer, ids for support, limits and what tells of a buffering proxy are written down', () => {
  const headers = { 'X-Request-Id': 'r-1', 'retry-after': '2', via: '1.1 proxy', 'content-location': '/runs/1' }
  assert.deepEqual(knownResponseHeaders(headers), headers)
})
