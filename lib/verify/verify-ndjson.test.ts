import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kind } from '#lib/dialects/kind.ts'
import { emptyChain, nextChain } from '#lib/recorder/chain.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { verifyNdjson } from './verify-ndjson.ts'

type Line = Record<string, unknown> & { seq: number; raw: string; chain: string }

/** The lines of an export, as the product writes them. */
function exported(blocks: readonly { raw: string | Uint8Array; kind?: Kind }[]): Line[] {
  let chain = emptyChain
  const lines = blocks.map(({ raw, kind = 'output' }, at) => {
    const bytes = Buffer.from(raw)
    const gap = kind === 'gap'
    if (!gap) chain = nextChain(chain, bytes)
    const { data, comment, event } = decodeBlock(bytes, { first: at === 0 })
    const clocks = { receivedAt: '2026-11-24T14:00:00.000000Z', emittedAt: null, backlog: false, offsetMs: null }
    const shown = gap ? { event: null, data: null, bytes: 0 } : { event, data: data ?? comment, bytes: bytes.length }
    return {
      seq: at + 1,
      kind,
      ...clocks,
      upstreamId: null,
      connection: 1,
      ...shown,
      raw: bytes.toString('base64'),
      chain,
    }
  })
  const sizes = lines.reduce((sum, { bytes }) => sum + bytes, 0)
  const gaps = lines.filter(({ kind }) => kind === 'gap').length
  const last = { run: 'run_1', lastSeq: lines.length, chain, bytes: sizes, gaps, closed: true }
  return lines.map((line, at) => (at === lines.length - 1 ? { ...line, last } : line))
}

const run = () =>
  exported([
    { raw: 'event: message\ndata: one\n\n' },
    { raw: ': hello\n\n' },
    { raw: '{"reason":"unverified"}', kind: 'gap' },
    { raw: Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x00, 0x0a, 0x0a]) },
    { raw: '\uFEFFdata: mark\n\n' },
    { raw: 'data: last\n\n' },
  ])

async function verdictOf(lines: readonly (Line | string)[]) {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  async function* read() {
    yield* texts
    await Promise.resolve()
  }
  return verifyNdjson(read())
}

function changed(at: number, change: Record<string, unknown>): Line[] {
  return run().map((line) => (line.seq === at ? { ...line, ...change } : line))
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

test('an export as it was written is whole', async () => {
  const verdict = await verdictOf(run())
  assert.ok(verdict.name === 'whole')
  assert.deepEqual(
    { ...verdict, chain: '' },
    { name: 'whole', run: 'run_1', frames: 6, gaps: 1, bytes: 26 + 9 + 9 + 15 + 12, chain: '', closed: true },
  )
})

test('the first frame whose bytes were changed is named', async () => {
  for (const at of [1, 2, 4, 6]) {
    const verdict = await verdictOf(changed(at, { raw: base64('data: other\n\n') }))
    assert.ok(verdict.name === 'differs')
    assert.equal(verdict.at, at)
  }
})

test('a text that its bytes do not say is a change, though the bytes hold', async () => {
  for (const change of [{ data: 'two' }, { event: 'error' }, { bytes: 5 }]) {
    const verdict = await verdictOf(changed(1, change))
    assert.deepEqual([verdict.name, verdict.name === 'differs' && verdict.at], ['differs', 1])
  }
})

test('a frame that is missing, doubled or moved is named', async () => {
  const lines = run()
  const [first, second, third, fourth] = lines as [Line, Line, Line, Line]
  const cases: [readonly Line[], number, RegExp][] = [
    [lines.filter(({ seq }) => seq !== 2), 2, /it is missing/],
    [lines.filter(({ seq }) => seq < 2 || seq > 3), 2, /frames 2 to 3 are missing/],
    [[first, second, second, third, ...lines.slice(3)], 3, /frame 2 stands behind frame 2/],
    [[first, third, second, fourth, ...lines.slice(4)], 2, /missing/],
    [[...lines, { ...first, seq: 7 }], 7, /more follows frame 6/],
  ]
  for (const [given, at, why] of cases) {
    const verdict = await verdictOf(given)
    assert.ok(verdict.name === 'differs')
    assert.equal(verdict.at, at)
    assert.match(verdict.why, why)
  }
})

test('a file that ends early is a part, be it cut between lines or within one', async () => {
  const lines = run()
  assert.deepEqual(await verdictOf(lines.slice(0, 3)), { name: 'part', after: 3, of: null })
  const cut = [...lines.slice(0, 3), JSON.stringify(lines[3]).slice(0, 40)]
  assert.deepEqual(await verdictOf(cut), { name: 'part', after: 3, of: null })
  assert.deepEqual(await verdictOf([...cut, lines[4] as Line]), {
    name: 'differs',
    at: 4,
    why: 'its line is not whole',
  })
})

test('links that were made anew do not end in the chain that the recorder kept', async () => {
  const forged = exported([{ raw: 'data: one\n\n' }, { raw: 'data: forged\n\n' }])
  const kept = exported([{ raw: 'data: one\n\n' }, { raw: 'data: honest\n\n' }]).at(-1)?.['last']
  const verdict = await verdictOf([forged[0] as Line, { ...forged[1], last: kept } as Line])
  assert.ok(verdict.name === 'differs')
  assert.equal(verdict.at, null)
})

test('what is no export is told apart from one that was changed', async () => {
  await assert.rejects(verdictOf(['hello']), /not JSON/)
  await assert.rejects(verdictOf(['{"a":1}']), /no frame of an export/)
  const { chain: _, ...old } = run()[0] as Line
  await assert.rejects(verdictOf([JSON.stringify(old)]), /older version/)
  assert.deepEqual(await verdictOf([]), { name: 'part', after: 0, of: null })
})
