import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, before, test } from 'node:test'
import { asProcessEnv, inheritedVars } from '#lib/env.ts'

// The example of docs/dialects.md, block for block, is added to a copy of the repository and has to work there: with its
// own files, its fixtures and its place in the list, and no other change.

const root = join(import.meta.dirname, '../..')
const LIST = 'lib/dialects/dialects.ts'
const DIALECT = 'lib/dialects/courier.ts'
const FIXTURES = 'lib/dialects/fixtures/courier.ts'
const TEST = 'lib/dialects/courier.test.ts'

let folder = ''
let copy = ''
let untouched = new Map<string, string>()

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runtape-dialect-'))
  copy = join(folder, 'repository')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await mkdir(copy)
  for (const name of ['lib', 'package.json', 'tsconfig.json'])
    await cp(join(root, name), join(copy, name), { recursive: true })
  untouched = await hashes(copy)
  for (const [path, source] of blocksOf(await readFile(join(root, 'docs/dialects.md'), 'utf8'))) {
    await writeFile(join(copy, path), source, { flag: 'wx' })
  }
  await writeFile(join(copy, LIST), listed(await readFile(join(copy, LIST), 'utf8')))
})

after(() => rm(folder, { recursive: true, force: true }))

test('the example of docs/dialects.md joins the conformance suite by itself, and passes', async () => {
  const { passed, failed, output } = await runTest('lib/dialects/conformance.test.ts')
  assert.equal(failed, 0, output)
  assert.ok(passed > 20 && output.includes('the courier dialect'), output)
})

test('the example of docs/dialects.md has the right types', async () => {
  const files = [DIALECT, FIXTURES, TEST].map((path) => join(copy, path))
  // Beside the copy, in which nothing else may change.
  const project = join(folder, 'tsconfig.json')
  const compilerOptions = { incremental: false, plugins: [] }
  await writeFile(
    project,
    JSON.stringify({ extends: join(copy, 'tsconfig.json'), compilerOptions, include: [], files }),
  )
  const { output } = await run([join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--project', project])
  assert.equal(output, '')
})

test('a run of the example of docs/dialects.md is recorded end to end', async () => {
  const { passed, failed, output } = await runTest(TEST)
  assert.deepEqual({ passed, failed }, { passed: 1, failed: 0 }, output)
})

test('adding the example of docs/dialects.md touches no file but its own, its fixtures and the list', async () => {
  const now = await hashes(copy)
  const touched = [...new Set([...now.keys(), ...untouched.keys()])].filter(
    (path) => now.get(path) !== untouched.get(path),
  )
  assert.deepEqual(touched.toSorted(), [DIALECT, FIXTURES, TEST, LIST].toSorted())
})

/** The code blocks that begin with the name of their file. */
function blocksOf(markdown: string): [path: string, source: string][] {
  const blocks = [...markdown.matchAll(/^```ts\n(\/\/ (lib\/\S+\.ts)\n[^]*?)^```$/gm)]
  return blocks.map((match) => [match[2] ?? '', match[1] ?? ''])
}

/** The list with one import and one name more, as the page says. */
function listed(source: string): string {
  const list = /(\n\n[^]*export const dialects[^=]*= \[[^\]]*?)(,?\s*\])/
  assert.match(source, list)
  return source.replace(list, `\nimport { courier } from './courier.ts'$1, courier$2`)
}

/** Every test of the courier in a file of the copy, on the database of this run. */
async function runTest(path: string): Promise<{ passed: number; failed: number; output: string }> {
  const { output } = await run([
    ...['--disable-warning=ExperimentalWarning', '--import', './lib/cli/fail-on-noise.ts'],
    ...['--test', '--test-reporter=tap', '--test-timeout=30000', '--test-name-pattern=/courier/i', path],
  ])
  const count = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? NaN)
  return { passed: count('pass'), failed: count('fail'), output }
}

function run(args: string[]): Promise<{ output: string }> {
  // A data folder beside the copy; and a test run of its own, of which the runner around it knows nothing.
  const vars = { ...inheritedVars(), RUNTAPE_HOME: join(folder, 'home'), NODE_TEST_CONTEXT: undefined }
  return new Promise((resolve) => {
    const options = { cwd: copy, env: asProcessEnv(vars), maxBuffer: 64 * 1024 * 1024 }
    execFile(process.execPath, args, options, (_, stdout, stderr) => resolve({ output: stdout + stderr }))
  })
}

async function hashes(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hashed = files.map(async (file): Promise<[string, string]> => {
    return [
      relative(folder, file),
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ]
  })
  return new Map(await Promise.all(hashed))
}
