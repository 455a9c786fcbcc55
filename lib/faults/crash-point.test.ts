import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '#lib/db/client.ts'
import { testDatabaseUrl, whenOver } from '#lib/db/testing.ts'
import { readCrashAt } from '#lib/env.ts'
import { bytesOf, closedRun, framesOf, testRecorder, testRun } from '#lib/recorder/testing.ts'
import { emit, wait } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { crashPoint, crashPoints, type CrashPoint } from './crash-point.ts'

const url = await testDatabaseUrl()
const db = openDatabase(url, { max: 8 })
whenOver(() => db.close())

/** A recorder's process that dies at a point; resolves when it is dead. */
async function die(crashAt: string): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../recorder/main.ts')], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: url, RUNTAPE_HOME: await mkdtemp(join(tmpdir(), 'runtape-crash-')) },
      ...{ CRASH_AT: crashAt, LOG_LEVEL: 'silent', NODE_OPTIONS: '', PROXY_PORT: '0' },
    },
    stdio: 'ignore',
  })
  whenOver(async () => void child.kill('SIGKILL'))
  assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL'])
  // As if its lease had run out, which takes six seconds of nothing.
  await db.prisma.$executeRaw`UPDATE recorder SET heartbeat_at = now() - interval '1 minute' WHERE pid = ${child.pid}`
}

const words = Array.from({ length: 60 }, (_, i) => [emit({ type: 'token', content: `word${i} ` }), wait(5)]).flat()

for (const point of crashPoints) {
  test(`a recorder that dies at ${point} leaves a run that the next one completes`, async () => {
    const upstream = await serveModus({ runs: { r: { steps: [...words, emit({ type: 'done' })] } } })
    const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'r' })
    // In the midst of it, where a recorder gets there more than once.
    await die(point.startsWith('frames') ? `${point}:3` : point)
    const next = testRecorder(db)
    await closedRun(db, run)
    await next.stop({ drainMs: 0 })
    const frames = await framesOf(db, run)
    assert.equal(bytesOf(frames), upstream.truth('r').bytes.toString('latin1'))
    assert.deepEqual(
      frames.map(({ seq, kind }) => [seq, kind === 'gap']),
      frames.map((_, i) => [i + 1, false]),
    )
    await upstream.close()
  })
}

test('without CRASH_AT nothing happens at any point', () => {
  for (const point of crashPoints) crashPoint(point satisfies CrashPoint)
  assert.equal(readCrashAt({}), null)
  assert.deepEqual(readCrashAt({ CRASH_AT: 'frames_stored:20' }), { point: 'frames_stored', left: 20 })
  assert.equal(readCrashAt({ CRASH_AT: 'frames stored' }), null)
})
