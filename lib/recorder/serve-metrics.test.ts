import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { log } from '#lib/log.ts'
import { gauge } from '#lib/metrics/gauge.ts'
import { readMetrics } from '#lib/metrics/testing.ts'
import { serveMetrics } from './serve-metrics.ts'

const silent = log.child({}, { level: 'silent' })
const apiKey = 'k'.repeat(40)
const locked = () => ({ name: 'key' as const, apiKey, secret: Buffer.alloc(32, 1) })
const open = () => ({ name: 'open' as const })

function serving(options: { access: typeof locked | typeof open; port?: number }) {
  const registry = new Registry()
  gauge(registry, { name: 'answer', help: 'The answer.', read: () => 42 })
  gauge(registry, { name: 'parts', help: 'Parts.', label: 'of', read: () => ({ a: 1, b: 2 }) })
  return serveMetrics(registry, { host: '127.0.0.1', port: 0, log: silent, retryMs: 20, ...options })
}

test('a recorder tells its metrics to whom the app would, and nothing else', async () => {
  const server = serving({ access: locked })
  try {
    const url = `http://127.0.0.1:${await server.port}`
    const bearer = { authorization: `Bearer ${apiKey}` }
    const answer = await fetch(`${url}/metrics?x=1`, { headers: bearer })
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    assert.deepEqual(readMetrics(await answer.text()), { answer: 42, 'parts{of="a"}': 1, 'parts{of="b"}': 2 })
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: 'runtape=forged' }]) {
      const refused = await fetch(`${url}/metrics`, { headers })
      assert.equal(refused.status, 401)
      assert.doesNotMatch(await refused.text(), /42/)
    }
    assert.equal((await fetch(`${url}/metrics`, { method: 'POST', headers: bearer })).status, 405)
    assert.equal((await fetch(`${url}/`, { headers: bearer })).status, 404)
    assert.equal((await fetch(`${url}//metrics`, { headers: bearer })).status, 404)
    const head = await fetch(`${url}/metrics`, { method: 'HEAD', headers: bearer })
    assert.deepEqual([head.status, await head.text()], [200, ''])
  } finally {
    await server.close()
  }
})

test('without a key it answers on this machine, and not to a page that found another name for it', async () => {
  const server = serving({ access: open })
  try {
    const port = await server.port
    assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 200)
    const { request } = await import('node:http')
    const asked = request({ port, path: '/metrics', headers: { host: 'rebound.example' } }).end()
    const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }]
    response.resume()
    assert.equal(response.statusCode, 403)
  } finally {
    await server.close()
  }
})

test('a port that is taken is waited for, and closing does not wait', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const waiting = serving({ access: open, port })
  const given = serving({ access: open, port })
  await given.close()
  other.close()
  await once(other, 'close')
  assert.equal(await waiting.port, port)
  assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 200)
  await waiting.close()
})
