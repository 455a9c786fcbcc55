import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createViewers } from './viewers.ts'

test('a client has so many places and no more, and a place that was let go is free once', () => {
  const viewers = createViewers({ client: 2, everyone: 10 })
  const first = viewers.admit('203.0.113.1')
  const second = viewers.admit('203.0.113.1')
  assert.ok(first && second)
  assert.equal(viewers.admit('203.0.113.1'), null)
  assert.ok(viewers.admit('203.0.113.2'))
  assert.equal(viewers.open(), 3)
  first()
  first()
  assert.equal(viewers.open(), 2)
  assert.ok(viewers.admit('203.0.113.1'))
  assert.equal(viewers.admit('203.0.113.1'), null)
})

test('this machine is limited by the whole alone', () => {
  const viewers = createViewers({ client: 2, everyone: 5 })
  const places = Array.from({ length: 6 }, () => viewers.admit('127.0.0.1'))
  assert.deepEqual(
    places.map((place) => place !== null),
    [true, true, true, true, true, false],
  )
})
