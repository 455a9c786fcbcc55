import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { AddressPolicy } from './address-policy.ts'
import type { LookupAll } from './guarded-lookup.ts'
import { createAgent, send } from './send.ts'
import { UpstreamError } from './upstream-error.ts'

const open: AddressPolicy = { loopback: false, allow: [] }
const local: AddressPolicy = { loopback: true, allow: [] }
const signal = new AbortController().signal

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function get(url: string, headers: Record<string, string> = {}) {
  return { url, method: 'GET', headers, body: null }
}

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

test('an answer comes back as it is', async (t) => {
  const url = await serve(t, (request, response) => {
    response.writeHead(404, { 'x-said': request.headers['x-say'] ?? '' })
    response.end('no such run')
  })
  const response = await send(get(url, { 'x-say': 'hello' }), { signal, policy: local })
  assert.equal(response.status, 404)
  assert.equal(response.headers['x-said'], 'hello')
  assert.equal(await text(response.body), 'no such run')
})

test('a redirect is returned, and its target never sees a request', async (t) => {
  let seen = 0
  const target = await serve(t, (_, response) => {
    seen++
    response.end()
  })
  const url = await serve(t, (_, response) => {
    response.writeHead(307, { location: `${target}/latest/meta-data` })
    response.end()
  })
  const response = await send(get(url, { authorization: 'Bearer tok' }), { signal, policy: local })
  assert.equal(response.status, 307)
  await text(response.body)
  assert.equal(seen, 0)
})

test('a literal address is refused before a socket is opened', async (t) => {
  let seen = 0
  const url = await serve(t, (_, response) => {
    seen++
    response.end()
  })
  for (const spelling of ['2130706433', '0x7f.1', '[::ffff:7f00:1]', 'localhost.', '0']) {
    const target = url.replace('127.0.0.1', spelling)
    await assert.rejects(send(get(target), { signal, policy: open }), {
      name: 'UpstreamError',
      code: 'refused_address',
    })
  }
  assert.equal(seen, 0)
})

test('a name that resolves to a public address first and inside later is refused at the connect', async (t) => {
  const url = await serve(t, (_, response) => response.end('inside'))
  const port = new URL(url).port
  const answers = [[{ address: '127.0.0.1', family: 4 }]]
  const lookup: LookupAll = (_host, _options, callback) => callback(null, answers.shift() ?? [])
  const dispatcher = createAgent(open, lookup)
  t.after(() => dispatcher.close())
  await assert.rejects(
    send(get(`http://rebind.example:${port}/`), { signal, policy: open, dispatcher }),
    (error) => error instanceof UpstreamError && error.code === 'refused_address' && /127\.0\.0\.1/.test(error.message),
  )
})

test('one inside address among public ones refuses the name', async (t) => {
  const lookup: LookupAll = (_host, _options, callback) =>
    callback(null, [
      { address: '93.184.216.34', family: 4 },
      { address: '169.254.169.254', family: 4 },
    ])
  const dispatcher = createAgent(local, lookup)
  t.after(() => dispatcher.close())
  await assert.rejects(send(get('http://mixed.example/'), { signal, policy: local, dispatcher }), {
    code: 'refused_address',
  })
})

test('what went wrong has a name', async (t) => {
  const lookup: LookupAll = (host, _options, callback) =>
    callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), [])
  const dispatcher = createAgent(local, lookup)
  t.after(() => dispatcher.close())
  await assert.rejects(send(get('http://nowhere.example/'), { signal, policy: local, dispatcher }), { code: 'dns' })

  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  await assert.rejects(send(get(`http://127.0.0.1:${port}/`), { signal, policy: local }), {
    code: 'connect',
    message: 'connection refused',
  })

  const silent = await serve(t, () => undefined)
  await assert.rejects(send(get(silent), { signal, policy: local, headersTimeoutMs: 20 }), { code: 'timeout' })
  await assert.rejects(send(get(silent), { signal: AbortSignal.timeout(20), policy: local }), { code: 'aborted' })
})

test('a body that is cut off is an error after the bytes that came', async (t) => {
  const url = await serve(t, (_, response) => {
    response.write('data: 1\n\n', () => response.socket?.resetAndDestroy())
  })
  const { body } = await send(get(url), { signal, policy: local })
  let seen = ''
  await assert.rejects(
    async () => {
      for await (const bytes of body) seen += Buffer.from(bytes).toString()
    },
    { code: 'reset' },
  )
  assert.equal(seen, 'data: 1\n\n')
})

test('bytes that came before a break are read, also when nobody read before it', async (t) => {
  for (const how of ['destroySoon', 'resetAndDestroy'] as const) {
    const url = await serve(t, (_, response) => {
      response.write('data: 1\n\n', () => response.socket?.[how]())
    })
    const { body } = await send(get(url), { signal, policy: local })
    await setTimeout(30)
    let seen = ''
    await assert.rejects(
      async () => {
        for await (const bytes of body) seen += Buffer.from(bytes).toString()
      },
      { code: 'reset' },
    )
    assert.equal(seen, 'data: 1\n\n')
  }
})

test('a slow reader holds the sender back, and gets every byte', async (t) => {
  const size = 32 << 20
  let drained = false
  const url = await serve(t, (_, response) => {
    response.end(Buffer.alloc(size, 'x'), () => (drained = true))
  })
  const { body } = await send(get(url), { signal, policy: local })
  await setTimeout(100)
  assert.equal(drained, false)
  let read = 0
  for await (const bytes of body) read += bytes.length
  assert.equal(read, size)
})

test('leaving the loop hangs up', async (t) => {
  const gone = Promise.withResolvers<void>()
  const url = await serve(t, (_, response) => {
    response.write('data: 1\n\n')
    response.on('close', () => gone.resolve())
  })
  const { body } = await send(get(url), { signal, policy: local })
  for await (const bytes of body) if (bytes.length > 0) break
  await gone.promise
})

test('hanging up on a body that nobody reads harms nobody', async (t) => {
  const url = await serve(t, (_, response) => void response.write('data: 1\n\n'))
  const { body } = await send(get(url), { signal, policy: local })
  body.destroy()
})
