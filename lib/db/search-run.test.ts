import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SearchQuery } from '#lib/api/search.ts'
import type { TextPage, TextPart } from '#lib/api/text.ts'
import { readText } from './read-text.ts'
import { searchRun } from './search-run.ts'
import { storeFrames, storeRun, type Block } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()
const token = (content: string): Block => ({
  raw: `data: ${JSON.stringify({ type: 'token', content })}\n\n`,
  kind: 'output',
})
const query = (given: Record<string, string>) => SearchQuery.parse(given)

async function modusRun(blocks: readonly (Block | string)[]) {
  const { runId, publicId } = await storeRun(db, { dialect: 'modus' })
  await storeFrames(db, runId, blocks)
  return publicId
}

test('frames and the text that they say together are searched, page by page', async () => {
  const filler = Array.from({ length: 3000 }, (_, at) => token(`w${at} `))
  const id = await modusRun([...filler, token('the fl'), token('ight'), ...filler, token('flight'), token('end')])
  const first = await searchRun(id, query({ q: 'FLIGHT', limit: '1' }), { budgetMs: Infinity }, db)
  assert.deepEqual(
    first?.hits.map(({ seq, where, match }) => [seq, where, match]),
    [[3002, 'text', 'flight']],
  )
  assert.deepEqual([first.scanned, first.nextAfter, first.more], [3002, 3002, true])
  const second = await searchRun(id, query({ q: 'FLIGHT', limit: '9', after: '3002' }), { budgetMs: Infinity }, db)
  assert.deepEqual(
    second?.hits.map(({ seq, where }) => [seq, where]),
    [[6003, 'frame']],
  )
  assert.deepEqual([second.scanned, second.nextAfter, second.more], [6004, null, false])
})

test('a search that goes on between two halves of a word finds it, whether or not it stopped there itself', async () => {
  const id = await modusRun([token('the fl'), token('ight'), token('.')])
  const elsewhere = await searchRun(id, query({ q: 'flight', after: '1' }), {}, db)
  assert.deepEqual(
    elsewhere?.hits.map(({ seq }) => seq),
    [2],
  )
})

test('a page ends when its time is up, and one that nobody waits for at once', async () => {
  const id = await modusRun(Array.from({ length: 5000 }, (_, at) => token(`w${at} `)))
  let time = 0
  const late = await searchRun(id, query({ q: 'nothing' }), { budgetMs: 1, now: () => (time += 10) }, db)
  assert.deepEqual([late?.scanned, late?.more], [2000, true])
  const left = await searchRun(id, query({ q: 'nothing' }), { signal: AbortSignal.abort() }, db)
  assert.equal(left?.scanned, 0)
})

test('what comes later is found from where the search ended', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'modus' })
  await storeFrames(db, runId, [token('a fl')])
  const first = await searchRun(publicId, query({ q: 'flight' }), {}, db)
  assert.deepEqual([first?.hits, first?.nextAfter, first?.scanned], [[], null, 1])
  await storeFrames(db, runId, [token('ight')])
  const then = await searchRun(publicId, query({ q: 'flight', after: '1' }), {}, db)
  assert.deepEqual(
    then?.hits.map(({ seq }) => seq),
    [2],
  )
})

test('only frames of the kinds asked for are hits', async () => {
  const error: Block = { raw: 'data: {"type":"error","message":"flight"}\n\n', kind: 'error' }
  const id = await modusRun([token('flight'), error, ': flight\n\n'])
  const only = await searchRun(id, query({ q: 'flight', kind: 'error' }), {}, db)
  assert.deepEqual(
    only?.hits.map(({ seq }) => seq),
    [2],
  )
})

test('a run that is not there has nothing to search, and a regular expression is refused in words', async () => {
  assert.equal(await searchRun('run_none', query({ q: 'x' }), {}, db), null)
  assert.equal(SearchQuery.safeParse({ q: '(a+)+b', regex: 'true' }).success, false)
  assert.equal(SearchQuery.safeParse({ q: '**', glob: 'true' }).success, false)
})

test('the text of a run comes in parts with their frames', async () => {
  const tool: Block = { raw: 'data: {"type":"tool_start","id":"c1","name":"search"}\n\n', kind: 'tool' }
  const id = await modusRun([token('one '), token('two'), tool, token('three')])
  const all = await readText(id, { after: 0, limit: 9 }, db)
  assert.deepEqual(
    all?.parts.map(({ text, fromSeq, toSeq }) => [text, fromSeq, toSeq]),
    [
      ['one two', 1, 2],
      ['three', 4, 4],
    ],
  )
  assert.equal(all.nextAfter, null)
  assert.equal((await readText(id, { after: 0, limit: 9, at: 1 }, db))?.parts[0]?.text, 'one ')
  const page = await readText(id, { after: 0, limit: 1 }, db)
  assert.deepEqual([page?.parts.length, page?.nextAfter], [1, 1])
  assert.equal((await readText(id, { after: 1, limit: 1 }, db))?.parts[0]?.text, 'three')
})

test('the text of a long run is read page by page, and a word is found where two blocks of a message meet', async () => {
  const words = Array.from({ length: 3000 }, (_, at) => `word-${at} ${at % 40 === 39 ? '\n\n' : ''}`)
  const id = await modusRun(words.map(token))
  const parts: TextPart[] = []
  for (let after: number | null = 0; after !== null;) {
    const page: TextPage | null = await readText(id, { after, limit: 2 }, db)
    assert.ok(page && page.parts.length <= 2)
    parts.push(...page.parts)
    after = page.nextAfter
  }
  assert.equal(parts.map(({ text }) => text).join(''), words.join(''))
  const cut = parts[1]
  assert.ok(parts.length > 3 && cut?.continues)
  // Searched on from the first frame of the second block, for words that begin in the one before.
  const at = cut.fromSeq
  const q = `word-${at - 2} \n\nword-${at - 1} word-${at}`
  assert.equal((await searchRun(id, query({ q, after: String(at) }), {}, db))?.hits[0]?.seq, at + 1)
})
