import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

const cases = {
  'a test that is silent passes': { body: `assert.ok(true)`, passes: true },
  'a test that writes to console.error fails': { body: `console.error('noise')`, passes: false },
  'a test that writes to console.warn fails': { body: `console.warn('noise')`, passes: false },
  'a rejection that nobody handles fails the test': { body: `Promise.reject(new Error('noise'))`, passes: false },
}

for (const [name, { body, passes }] of Object.entries(cases)) {
  test(name, async (t) => {
    assert.equal(
      await runTestFile(t, `test('inner', async () => { ${body}; await new Promise(setImmediate) })`),
      passes,
    )
  })
}

async function runTestFile(t: TestContext, source: string): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'runtape-noise-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'inner.test.mjs')
  await writeFile(file, `import { test } from 'node:test'; import assert from 'node:assert';\n${source}`)
  const { NODE_TEST_CONTEXT: _, ...vars } = process.env
  const noise = join(import.meta.dirname, 'fail-on-noise.ts')
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', noise, '--test', file], { env: vars }, (error) => resolve(error === null))
  })
}
