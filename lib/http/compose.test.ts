import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compose, type Upstream } from './compose.ts'

const spec = { method: 'GET', path: '/runs/7/stream', headers: { Accept: 'text/event-stream' }, body: null }
const upstream: Upstream = { baseUrl: 'https://agents.example/base/', credential: null, headers: {} }

test('the path is put behind the base path', () => {
  assert.equal(compose(upstream, spec).url, 'https://agents.example/base/runs/7/stream')
  assert.equal(compose({ ...upstream, baseUrl: 'http://h:81' }, spec).url, 'http://h:81/runs/7/stream')
})

test('each credential goes to its place', () => {
  const bearer = compose({ ...upstream, credential: { scheme: 'bearer', name: null, value: 'tok' } }, spec)
  assert.equal(bearer.headers['authorization'], 'Bearer tok')
  const header = compose({ ...upstream, credential: { scheme: 'header', name: 'X-Key', value: 'tok' } }, spec)
  assert.equal(header.headers['x-key'], 'tok')
  const query = compose(
    { ...upstream, baseUrl: 'https://h/?tenant=a', credential: { scheme: 'query', name: 'key', value: 'a&b' } },
    { ...spec, path: '/s?after=%2F1' },
  )
  assert.equal(query.url, 'https://h/s?tenant=a&after=%2F1&key=a%26b')
})

test('extra headers of a source cannot replace its credential or undo identity encoding', () => {
  const composed = compose(
    {
      ...upstream,
      credential: { scheme: 'bearer', name: null, value: 'tok' },
      headers: { Authorization: 'Basic x', 'Accept-Encoding': 'gzip', 'X-Tenant': '7' },
    },
    spec,
  )
  assert.deepEqual(composed.headers, {
    accept: 'text/event-stream',
    'accept-encoding': 'identity',
    authorization: 'Bearer tok',
    'x-tenant': '7',
  })
})

test('no path leads to another origin', () => {
  assert.throws(() => compose({ ...upstream, baseUrl: 'https://h' }, { ...spec, path: '@evil.example/' }), /slash/)
  assert.throws(() => compose({ ...upstream, baseUrl: 'https://h' }, { ...spec, path: '.evil.example/' }), /slash/)
  for (const path of ['//evil.example/', '/\\evil.example', '/../../x', '/@evil.example']) {
    assert.equal(new URL(compose({ ...upstream, baseUrl: 'https://h' }, { ...spec, path }).url).origin, 'https://h')
  }
})
