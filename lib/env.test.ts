import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { EnvError, isLoopback, readEnv, readLogLevel, type Vars } from './env.ts'

test('with nothing set everything has a default, and paths are absolute', () => {
  assert.deepEqual(readEnv({}), {
    host: '127.0.0.1',
    port: 3000,
    proxyPort: 3001,
    databaseUrl: null,
    home: resolve('.runtape'),
    secretFile: resolve('.runtape/secret'),
    apiKey: null,
    upstreamAllow: [],
    drainSeconds: 600,
    logLevel: 'info',
  })
})

test('an empty variable means the same as a missing one', () => {
  assert.deepEqual(readEnv({ PORT: '', DATABASE_URL: ' ', RUNTAPE_API_KEY: '' }), readEnv({}))
})

test('the secret file is in the data folder unless it is named', () => {
  assert.equal(readEnv({ RUNTAPE_HOME: '/data' }).secretFile, '/data/secret')
  assert.equal(readEnv({ RUNTAPE_HOME: '/data', RUNTAPE_SECRET_FILE: '/run/key' }).secretFile, '/run/key')
})

test('hosts and networks that may be private are separated by commas', () => {
  assert.deepEqual(readEnv({ RUNTAPE_UPSTREAM_ALLOW: 'agents.local, 10.0.0.0/8,' }).upstreamAllow, [
    'agents.local',
    '10.0.0.0/8',
  ])
})

test('an address that other machines can reach needs a key', () => {
  assert.throws(() => readEnv({ HOST: '0.0.0.0' }), /set RUNTAPE_API_KEY/)
  assert.equal(readEnv({ HOST: '0.0.0.0', RUNTAPE_API_KEY: 'k'.repeat(32) }).host, '0.0.0.0')
})

const invalid: [Vars, RegExp][] = [
  [{ PORT: 'three' }, /^PORT must be a port number\.$/],
  [{ PORT: '70000' }, /^PORT must be at most 65535\.$/],
  [{ HOST: 'example.com' }, /^HOST must be an IP address or localhost\.$/],
  [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must start with postgres/],
  [{ RUNTAPE_API_KEY: 'short' }, /^RUNTAPE_API_KEY must have at least 32 characters\.$/],
  [{ DRAIN_SECONDS: '-1' }, /^DRAIN_SECONDS must be a whole number/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL /],
]

for (const [vars, sentence] of invalid) {
  test(`${JSON.stringify(vars)} is refused in one sentence that names the variable`, () => {
    assert.throws(
      () => readEnv(vars),
      (error) => error instanceof EnvError && sentence.test(error.message),
    )
  })
}

test('a log level that is not valid does not keep the logger from existing', () => {
  assert.equal(readLogLevel({ LOG_LEVEL: 'loud' }), 'info')
  assert.equal(readLogLevel({ LOG_LEVEL: 'debug' }), 'debug')
})

test('loopback is 127.0.0.0/8, ::1 and localhost', () => {
  assert.deepEqual(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].map(isLoopback), [true, true, true, true])
  assert.deepEqual(['0.0.0.0', '::', '10.0.0.1', '1270.0.0.1'].map(isLoopback), [false, false, false, false])
})
