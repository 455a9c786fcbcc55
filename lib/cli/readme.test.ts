import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { variables } from '#lib/env.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFile(join(root, file), 'utf8')

test('every command in README.md exists', async () => {
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> }
  const named = [...(await read('README.md')).matchAll(/npm run ([a-z0-9:]+)/g)].map((match) => match[1] ?? '')
  assert.ok(named.length > 0)
  assert.deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  )
})

test('the table of README.md names every variable that is read, in the same order, and no other', async () => {
  const named = [...(await read('README.md')).matchAll(/^\| `([A-Z_]+)` +\|/gm)].map((match) => match[1])
  assert.deepEqual(named, variables)
})

for (const file of ['README.md', 'docs/architecture.md', 'docs/dialects.md', 'docs/operations.md']) {
  test(`every file and folder that ${file} names exists`, async () => {
    const text = await read(file)
    const paths = [
      ...text.matchAll(
        /`((?:lib|app|components|docs|prisma|bench|e2e)(?:\/[\w.-]+)*|\.oxlintrc\.json)`|\]\((docs\/[^)]+)\)/g,
      ),
    ]
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((path) => path !== 'docs/screenshot.png')
    for (const path of paths) await assert.doesNotReject(stat(join(root, path)), `${path} is not there`)
  })
}
