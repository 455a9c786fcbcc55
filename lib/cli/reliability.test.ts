import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '../..')

test('every row of the fault matrix names a test that there is', async () => {
  const page = await readFile(join(root, 'docs/reliability.md'), 'utf8')
  const rows = [...page.matchAll(/^\| (\d+) +\| [^|]+ \| `([^`]+)`: (.+?) +\|$/gm)]
  assert.ok(rows.length > 50, `${rows.length} rows`)
  for (const [, row, file = '', name = ''] of rows) {
    const source = await readFile(join(root, file), 'utf8').catch(() => '')
    assert.ok(source.includes(name), `row ${row}: ${file} has no test "${name}"`)
  }
})
