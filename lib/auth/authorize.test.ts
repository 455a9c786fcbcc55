import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Access } from './access.ts'
import { authorize } from './authorize.ts'
import { createSession, isSession, sessionSeconds } from './session.ts'

const access = { name: 'key', apiKey: 'k'.repeat(32), secret: Buffer.alloc(32, 1) } as const satisfies Access
const open: Access = { name: 'open' }

async function status(method: string, headers: Record<string, string>, given: Access = access) {
  const verdict = await authorize({ method, headers: new Headers({ host: 'localhost:3000', ...headers }) }, given)
  return verdict.ok ? 200 : verdict.status
}

test('only the whole key is the key', async () => {
  assert.equal(await status('GET', {}), 401)
  assert.equal(await status('GET', { authorization: `Bearer ${access.apiKey}` }), 200)
  assert.equal(await status('DELETE', { authorization: `bearer ${access.apiKey}` }), 200)
  for (const wrong of [
    `Bearer ${access.apiKey}k`,
    `Bearer ${access.apiKey.slice(1)}`,
    `Basic ${access.apiKey}`,
    'Bearer ',
    access.apiKey,
  ]) {
    assert.equal(await status('GET', { authorization: wrong }), 401, wrong)
  }
})

test('a wrong key is not made good by a session', async () => {
  const cookie = `runtape=${await createSession(access)}`
  assert.equal(await status('GET', { cookie }), 200)
  assert.equal(await status('GET', { cookie, authorization: 'Bearer wrong' }), 401)
})

test('what changes something needs a page of ours, where the browser sends the session by itself', async () => {
  const cookie = `other=1; __Host-runtape=${await createSession(access)}`
  assert.equal(await status('POST', { cookie }), 403)
  assert.equal(await status('POST', { cookie, origin: 'null' }), 403)
  assert.equal(await status('POST', { cookie, origin: 'http://evil.example' }), 403)
  assert.equal(await status('POST', { cookie, origin: 'http://localhost:3001' }), 403)
  assert.equal(await status('POST', { cookie, origin: 'http://localhost:3000' }), 200)
  const proxied = { cookie, origin: 'https://runtape.example', 'x-forwarded-host': 'runtape.example' }
  assert.equal(await status('POST', proxied), 200)
})

test('a session ends with its time, with the API key and with the secret file', async () => {
  const now = new Date('2026-11-24T09:00:00Z')
  const token = await createSession(access, now)
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  assert.equal(await isSession(token, access, later(sessionSeconds - 1)), true)
  assert.equal(await isSession(token, access, later(sessionSeconds + 1)), false)
  assert.equal(await isSession(token, { ...access, apiKey: 'l'.repeat(32) }, now), false)
  assert.equal(await isSession(token, { ...access, secret: Buffer.alloc(32, 2) }, now), false)
  const [head, claims] = token.split('.')
  assert.equal(await isSession(`${head}.${claims}.`, access, now), false)
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
  assert.equal(await isSession(`${unsigned}.${claims}.`, access, now), false)
  assert.equal(await isSession('', access, now), false)
})

test('without a key only this machine is served, and other sites change nothing', async () => {
  assert.equal(await status('GET', {}, open), 200)
  assert.equal(await status('POST', {}, open), 200)
  assert.equal(await status('POST', { origin: 'http://localhost:3000' }, open), 200)
  assert.equal(await status('POST', { origin: 'http://evil.example' }, open), 403)
  assert.equal(await status('POST', { origin: 'null' }, open), 403)
  assert.equal(await status('POST', { 'sec-fetch-site': 'cross-site' }, open), 403)
  for (const host of ['127.0.0.1:3000', '[::1]:3000', 'localhost', 'app.localhost:1']) {
    assert.equal(await status('GET', { host }, open), 200, host)
  }
  // A name of somebody else that was made to resolve to 127.0.0.1.
  assert.equal(await status('GET', { host: 'rebind.example:3000' }, open), 403)
})
