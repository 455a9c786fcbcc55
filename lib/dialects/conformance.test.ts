import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conformance } from './conformance.ts'
import { dialects } from './dialects.ts'
import { genericFixtures } from './fixtures/generic.ts'
import { modusFixtures } from './fixtures/modus.ts'
import { generic } from './generic.ts'
import { modus } from './modus.ts'

conformance(modus, modusFixtures)
conformance(generic, genericFixtures)

test('every dialect is in this suite', () => {
  assert.deepEqual(dialects.map((dialect) => dialect.name).sort(), ['generic', 'modus'])
})
