import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageItems, rankedItems } from './palette-items.ts'

const commands = ['One frame on', 'Next error', 'Copy link'].map((label) => ({
  scope: 'Frames',
  command: { keys: [label[0] ?? ''], label, run: () => undefined },
}))

test('with nothing typed every command is there, what was used last first', () => {
  const items = rankedItems(commands, '', ['Copy link', 'Gone since'])
  assert.deepEqual(
    items.map(({ label }) => label),
    ['Copy link', 'One frame on', 'Next error'],
  )
  assert.deepEqual(items[0]?.keys, ['C'])
})

test('what is typed leaves the commands that fit', () => {
  assert.deepEqual(
    rankedItems(commands, 'nexer', []).map(({ label }) => label),
    ['Next error'],
  )
})

test('a run id or a link leads to its run, any other text to the list of runs', () => {
  const opened: string[] = []
  const open = (path: string) => void opened.push(path)
  for (const text of ['run_01JQV7M4X2ABCDEFGHJKMNPQRS', 'https://tape.example/runs/x?f=3', 'refund & co', ' '])
    for (const item of pageItems(text, open)) item.run()
  assert.deepEqual(opened, ['/runs/run_01JQV7M4X2ABCDEFGHJKMNPQRS', '/runs/x?f=3', '/?q=refund%20%26%20co'])
})
