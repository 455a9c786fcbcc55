import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logError } from './log-error.ts'

test('an error is logged with its words, code and causes, and nothing else that hangs on it', () => {
  const error = Object.assign(new TypeError('it broke', { cause: new Error('the wire') }), {
    code: '57P01',
    client: { secretKey: 2144603648, password: 'hunter2' },
  })
  const logged = JSON.stringify(logError(error))
  assert.match(logged, /TypeError/)
  assert.match(logged, /it broke.*the wire/)
  assert.match(logged, /57P01/)
  assert.doesNotMatch(logged, /2144603648|hunter2|client/)
})

test('what is no error is logged as it is', () => assert.equal(logError('a word'), 'a word'))
