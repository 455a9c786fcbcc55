import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextPath } from './next-path.ts'
import { createRateLimiter } from './rate-limit.ts'
import { isSecureRequest, readSessionCookie, sessionCookie } from './session-cookie.ts'

test('the fourth try within ten seconds waits, and the wait is told', () => {
  let now = 0
  const limiter = createRateLimiter({ client: 3, everyone: 5, windowMs: 10_000 }, () => now)
  for (now = 0; now < 3000; now += 1000) assert.equal(limiter.attempt('a').wait, 0)
  assert.equal(limiter.attempt('a').wait, 7000)
  assert.equal(limiter.attempt('b').wait, 0)
  now = 10_000
  assert.equal(limiter.attempt('a').wait, 0)
})

test('many clients together are limited too', () => {
  const limiter = createRateLimiter({ client: 3, everyone: 5, windowMs: 10_000 }, () => 0)
  const waits = Array.from({ length: 8 }, (_, at) => limiter.attempt(`client ${at}`).wait)
  assert.deepEqual(
    waits.map((wait) => wait > 0),
    [false, false, false, false, false, true, true, true],
  )
})

test('after signing in one only ever goes to a page of this site', () => {
  assert.equal(nextPath('/runs/run_1?f=3#x'), '/runs/run_1?f=3#x')
  for (const asked of [
    null,
    undefined,
    '',
    'runs',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/%0a',
    '/sign-in',
    '/sign-in?next=/',
  ]) {
    const path = nextPath(asked)
    assert.equal(new URL(path, 'http://here').origin, 'http://here')
    assert.ok(!path.startsWith('//'))
    if (!asked?.startsWith('/%')) assert.equal(path, '/')
  }
})

test('the cookie is out of reach of scripts, and bound to the host where there is https', () => {
  assert.match(
    sessionCookie('tok', { secure: false }),
    /^runtape=tok; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000$/,
  )
  assert.match(sessionCookie('tok', { secure: true }), /^__Host-runtape=tok; Path=\/; .*; Secure$/)
  assert.match(sessionCookie(null, { secure: false }), /Max-Age=0/)
  assert.equal(readSessionCookie('a=1; runtape=tok; b=2'), 'tok')
  assert.equal(readSessionCookie('xruntape=tok'), null)
  assert.equal(readSessionCookie(null), null)
  const headers = new Headers({ 'x-forwarded-proto': 'http, https' })
  assert.equal(isSecureRequest({ url: 'http://127.0.0.1/', headers }), true)
  assert.equal(isSecureRequest({ url: 'http://127.0.0.1/', headers: new Headers() }), false)
})
