import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SourceSettings } from '#lib/api/source.ts'
import { anyRun, someSettings } from './conformance-samples.ts'
import type { Dialect } from './dialect.ts'
import type { DialectFixtures } from './fixtures/fixture.ts'

/** What a dialect says of its streams must be what its requests and ids do. */
export function keepsItsRules(dialect: Dialect, { orderedIds }: DialectFixtures): void {
  test('names its surfaces, its operations and settings that there are', () => {
    const surfaces = dialect.surfaces.map(({ name }) => name)
    assert.equal(new Set(surfaces).size, surfaces.length)
    assert.ok(dialect.surfaces.every(({ label }) => label !== ''))
    const operations = dialect.operations.map(({ name }) => name)
    assert.equal(new Set(operations).size, operations.length)
    for (const { surface, fields, label, name } of dialect.operations) {
      assert.notEqual(label, '')
      assert.ok(surfaces.includes(surface), `${name} gives the unknown surface ${surface}`)
      const places = fields.map((field) => `${field.in} ${field.name}`)
      assert.equal(new Set(places).size, places.length)
      for (const field of fields) assert.equal(field.type === 'select', field.options !== undefined, field.name)
    }
    const settings = Object.keys(SourceSettings.omit({ headers: true, idleSeconds: true }).shape)
    for (const name of dialect.settings) assert.ok(settings.includes(name), `there is no setting ${name}`)
  })

  for (const { name, label } of dialect.surfaces) {
    test(`does with the stream “${label}” what its rules say`, () => {
      for (const settings of someSettings) {
        const rules = dialect.stream(name, settings)
        assert.deepEqual(dialect.stream(name, settings), rules)
        if (rules.dense) assertDense(dialect, orderedIds)
        if (rules.dense) assert.equal(rules.class, 'A', 'only numbered streams have no holes')
        if (rules.grace) assert.ok(rules.grace.quietMs > 0)
        if (rules.askAfterMs !== null) assert.ok(rules.askAfterMs > 0)
        const asks = rules.endedEarly === 'ask' || rules.askAfterMs !== null
        if (asks) assert.ok(dialect.rest?.status, 'there is nothing to ask')
        fc.assert(
          fc.property(anyRun(dialect, orderedIds), fc.constantFrom(...orderedIds), (run, cursor) => {
            const watch = (from: string | null, sweep = false) =>
              dialect.watch({ ...run, surface: name, cursor: from, settings, sweep })
            const fresh = watch(null)
            // Where a break is a loss, a cursor asks for nothing: what comes is the stream from its start, or none.
            if (rules.class === 'C') assert.deepEqual(watch(cursor), fresh)
            else if (fresh) {
              const requests = new Set(orderedIds.map((from) => JSON.stringify(watch(from))))
              assert.equal(requests.size, orderedIds.length, 'a cursor goes nowhere')
              assert.notDeepEqual(watch(orderedIds.at(-1) ?? null), fresh)
            }
            // A stream that stays open is read once more without staying.
            if (rules.grace && fresh) assert.notDeepEqual(watch(cursor, true), watch(cursor))
          }),
          { numRuns: 40 },
        )
      }
    })
  }
}

function assertDense(dialect: Dialect, ids: readonly string[]): void {
  for (const id of ids) assert.match(id, /^\d+$/, 'ids without holes are whole numbers')
  for (const a of ids) for (const b of ids) assert.equal(dialect.compareIds(a, b), Number(a) - Number(b))
}
