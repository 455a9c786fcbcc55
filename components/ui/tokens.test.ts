import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { contrast, distance, visions } from './colour-vision.ts'

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)
const themes = ['light', 'dark'] as const
const grounds = ['canvas', 'surface', 'raised']
const statuses = ['ok', 'running', 'error', 'stall', 'gap', 'idle']
const kinds = ['k-output', 'k-reasoning', 'k-tool', 'k-result', 'k-meta', 'k-error']

function colour(name: string, theme: (typeof themes)[number]): string {
  const token = tokens.get(name)
  assert.ok(token, `there is no token ${name}`)
  return token[theme]
}

function everywhere(names: readonly string[], least: number) {
  for (const theme of themes)
    for (const name of names)
      for (const ground of grounds) {
        const found = contrast(colour(name, theme), colour(ground, theme))
        assert.ok(found >= least, `${theme}: ${name} on ${ground} has ${found.toFixed(2)}, less than ${least}`)
      }
}

function closest(names: readonly string[], theme: (typeof themes)[number]): number {
  const pairs = names.flatMap((a, at) => names.slice(at + 1).map((b) => [colour(a, theme), colour(b, theme)] as const))
  return Math.min(...pairs.flatMap(([a, b]) => visions.map((eyes) => distance(a, b, eyes))))
}

test('text and statuses can be read on every ground, in light and dark', () => {
  everywhere(['text', 'text-2', 'muted', 'accent', ...statuses], 4.5)
  for (const theme of themes) assert.ok(contrast(colour('on-accent', theme), colour('accent', theme)) >= 4.5)
})

test('borders of controls stand out, and so do the marks of kinds', () => {
  for (const theme of themes) {
    assert.ok(contrast(colour('control', theme), colour('surface', theme)) >= 3)
    for (const name of kinds)
      for (const ground of ['canvas', 'surface']) {
        assert.ok(contrast(colour(name, theme), colour(ground, theme)) >= 3, `${theme}: ${name} on ${ground}`)
      }
  }
})

test('statuses are told apart by eyes of every kind', () => {
  assert.ok(closest(statuses, 'dark') >= 0.12, String(closest(statuses, 'dark')))
  assert.ok(closest(statuses, 'light') >= 0.08, String(closest(statuses, 'light')))
})

test('kinds of frames are told apart by eyes of every kind', () => {
  assert.ok(closest(kinds, 'dark') >= 0.12, String(closest(kinds, 'dark')))
  assert.ok(closest(kinds, 'light') >= 0.1, String(closest(kinds, 'light')))
})
