import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtures as genericFixtures } from '#lib/dialects/fixtures/generic.ts'
import { fixtures as modusFixtures } from '#lib/dialects/fixtures/modus.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { createSplitter } from '#lib/sse/split.ts'
import { instantClock } from './clock.ts'
import { scriptOf } from './script-of.ts'
import { serveGeneric } from './serve-generic.ts'
import { serveModus } from './serve-modus.ts'

test('a served fixture, split and decoded, is the fixture', async (t) => {
  const upstream = await serveModus({ clock: instantClock() })
  t.after(() => upstream.close())
  for (const fixture of modusFixtures.runs) {
    upstream.add('run', scriptOf(fixture, 5))
    const blocks = await readBlocks(`${upstream.url}/agent/runs/run/stream`)
    assert.deepEqual(
      blocks,
      fixture.frames.map((frame) => frame.block),
    )
  }
})

test('generic fixtures too', async (t) => {
  const upstream = await serveGeneric({ clock: instantClock() })
  t.after(() => upstream.close())
  for (const [at, fixture] of genericFixtures.runs.entries()) {
    upstream.add(`/${at}`, scriptOf(fixture))
    assert.deepEqual(
      await readBlocks(`${upstream.url}/${at}`),
      fixture.frames.map((frame) => frame.block),
    )
  }
})

async function readBlocks(url: string) {
  const splitter = createSplitter()
  const pieces = splitter.push(new Uint8Array(await (await fetch(url)).arrayBuffer()))
  return [...pieces, ...splitter.end().pieces].map((piece) => {
    assert.equal(piece.type, 'block')
    const { id, event, data } = decodeBlock(piece.type === 'block' ? piece.raw : new Uint8Array())
    return { id, event, data }
  })
}
