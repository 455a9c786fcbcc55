import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { asProcessEnv, inheritedVars, type Vars } from '#lib/env.ts'
import { startTestDatabase } from './test-database.ts'
import type { TestCount } from './test-count.ts'

export type TestResult = { exitCode: number; count: TestCount }

const root = join(import.meta.dirname, '../..')
const unitTests = ['lib', 'app', 'components', 'bench'].map((folder) => `${folder}/**/*.test.ts`)
const Count = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() })

/** Runs node:test over the given files, or all, against one Postgres of their own. */
export function runUnitTests(files: string[], signal: AbortSignal): Promise<TestResult> {
  return runNodeTests(files.length > 0 ? files : unitTests, { timeoutMs: 60_000 }, signal)
}

/** Runs the soak in small, which takes one to three minutes. */
export function runFaultTests(_args: string[], signal: AbortSignal): Promise<TestResult> {
  return runNodeTests(['bench/soak/smoke.ts'], { timeoutMs: 180_000 }, signal)
}

async function runNodeTests(
  files: readonly string[],
  { timeoutMs }: { timeoutMs: number },
  signal: AbortSignal,
): Promise<TestResult> {
  const database = await startTestDatabase()
  try {
    return await withReport('unit.json', async (report) => {
      const exitCode = await node(
        [
          ...['--disable-warning=ExperimentalWarning', '--import', './lib/cli/fail-on-noise.ts'],
          ...['--test', '--test-concurrency=2', `--test-timeout=${timeoutMs}`],
          ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
          ...['--test-reporter=./lib/cli/count-reporter.ts', `--test-reporter-destination=${report}`],
          ...files,
        ],
        { TEST_DATABASE_URL: database.url, LOG_LEVEL: 'error' },
        signal,
      )
      return { exitCode, count: await readReport(report, Count) }
    })
  } finally {
    await database.stop()
  }
}

/** Runs Playwright; its global set-up starts the product. */
export async function runBrowserTests(args: string[], signal: AbortSignal): Promise<TestResult> {
  return withReport('e2e.json', async (report) => {
    // A folder for this run alone: Playwright empties it first, and another run may be on its way.
    const output = join('test-results', String(process.pid))
    const playwright = ['node_modules/@playwright/test/cli.js', 'test', `--output=${output}`, ...args]
    const exitCode = await node(playwright, { PLAYWRIGHT_JSON_OUTPUT_FILE: report }, signal)
    if (exitCode === 0) await rm(join(root, output), { recursive: true, force: true })
    return { exitCode, count: await readReport(report, PlaywrightReport) }
  })
}

const PlaywrightReport = z
  .object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }) })
  .transform(({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }))

async function withReport(name: string, work: (file: string) => Promise<TestResult>): Promise<TestResult> {
  const folder = await mkdtemp(join(tmpdir(), 'runtape-report-'))
  try {
    return await work(join(folder, name))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A tool that ended before it counted anything failed once. */
async function readReport(file: string, schema: z.ZodType<TestCount>): Promise<TestCount> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text === '' ? { passed: 0, failed: 1, skipped: 0 } : schema.parse(JSON.parse(text))
}

function node(args: string[], vars: Vars, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const env = asProcessEnv({ ...inheritedVars(), ...vars })
    // In a group of its own: of the two signals of a Ctrl-C, the second would keep Playwright from stopping the product.
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env, detached: true })
    signal.addEventListener('abort', () => child.kill('SIGINT'), { once: true })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
