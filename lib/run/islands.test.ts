import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { kindCode, type Kind } from '#lib/dialects/kind.ts'
import { foldIslands, pauseUs, type Island } from './islands.ts'

type Told = readonly (readonly [kind: Kind, ms: number | null])[]

function fold(told: Told, islands: Island[] = [], after = 0): Island[] {
  const kinds = Uint8Array.from(told, ([kind]) => kindCode(kind))
  const times = Float64Array.from(told, ([, ms]) => (ms === null ? Number.NaN : ms * 1000))
  foldIslands(islands, { kinds, times }, after)
  return islands
}

const brief = (islands: readonly Island[]) =>
  islands.map((island) => [island.class, island.fromSeq, island.toSeq, island.fromUs, island.toUs])

test('frames of one class are one island until another class or a pause', () => {
  const told: Told = [
    ['output', 0],
    ['output', 1999],
    ['output', 3999],
    ['tool', 4000],
    ['result', 4100],
    ['output', 4200],
  ]
  assert.deepEqual(brief(fold(told)), [
    ['output', 1, 2, 0, 1_999_000],
    ['output', 3, 3, 3_999_000, 3_999_000],
    ['call', 4, 5, 4_000_000, 4_100_000],
    ['output', 6, 6, 4_200_000, 4_200_000],
  ])
})

test('what only shows that a connection lives parts nothing, and a frame without a time says nothing but a gap', () => {
  const told: Told = [
    ['output', 0],
    ['heartbeat', 10],
    ['output', null],
    ['output', 20],
    ['gap', null],
    ['output', 30],
  ]
  assert.deepEqual(brief(fold(told)), [
    ['output', 1, 4, 0, 20_000],
    ['gap', 5, 5, null, null],
    ['output', 6, 6, 30_000, 30_000],
  ])
})

test('islands that are read in pieces are the same as those read at once, and keep the pauses apart', () => {
  const told = fc.array(fc.tuple(fc.constantFrom<Kind>('output', 'reasoning', 'tool', 'gap', 'usage'), fc.nat(3000)), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(told, fc.nat(40), (given, cut) => {
      let ms = 0
      const all = given.map(([kind, by]) => [kind, (ms += by)] as const)
      const whole = fold(all)
      assert.deepEqual(fold(all, fold(all.slice(0, cut)), Math.min(cut, all.length)), whole)
      whole.forEach((island, at) => {
        const before = whole[at - 1]
        if (before?.class !== island.class) return
        assert.ok((island.fromUs ?? 0) - (before.toUs ?? 0) >= pauseUs)
      })
    }),
  )
})
