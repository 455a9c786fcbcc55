import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { openDatabase } from '#lib/db/client.ts'
import { freePort } from '#lib/db/embedded/free-port.ts'
import { migrate } from '#lib/db/migrate.ts'
import { runWhen } from '#lib/recorder/testing.ts'
import { startRecorders } from '../../soak/recorders.ts'
import { assertWhole, modusRun, words } from '../harness.ts'

// On a Postgres that comes with its tools, as the embedded one does not: Debian's (postgresql-15). Needs root, to become
// its account.

const bin = process.env['POSTGRES_BIN'] ?? '/usr/lib/postgresql/15/bin'
const run = promisify(execFile)

test('row 66: a database that is restored from a dump goes on from there, and doubles nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'runtape-matrix-'))
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  )
  await chown(folder, uid ?? 0, gid ?? 0)
  const as = { uid: uid ?? 0, gid: gid ?? 0, cwd: folder }
  const data = join(folder, 'data')
  const port = await freePort(0)
  await run(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres'], as)
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-c', `unix_socket_directories=${folder}`, '-c', 'listen_addresses=127.0.0.1'],
    { ...as, stdio: 'ignore' },
  )
  try {
    const at = (name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`
    const tool = (name: string, ...args: string[]) =>
      run(join(bin, name), [...args, '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres'], as)
    for (let ready = false; !ready; await delay(100))
      ready = await tool('pg_isready').then(
        () => true,
        () => false,
      )
    await tool('createdb', 'first')
    await migrate(at('first'))
    const db = openDatabase(at('first'), { max: 4 })
    const one = await modusRun(db, words(800, 10, { type: 'done', runId: 'run-1' }))
    const log = await mkdtemp(join(tmpdir(), 'runtape-matrix-'))
    const before = await startRecorders({ count: 1, databaseUrl: at('first'), folder: log, db })
    await runWhen(db, one.run, (row) => (row.recorder?.nextSeq ?? 0) > 200, 30_000)
    // While it records on.
    const dump = join(folder, 'dump')
    await tool('pg_dump', '-Fc', '-f', dump, '-d', 'first')
    await assertWhole(db, one)
    await before.stop()
    const whole = await chainOf(db, one.run.runId)

    await tool('createdb', 'second')
    await tool('pg_restore', '-d', 'second', dump)
    const restored = openDatabase(at('second'), { max: 4 })
    const dumped = (await runWhen(restored, one.run, () => true)).recorder?.nextSeq ?? 0
    assert.ok(dumped > 200 && dumped < 800, `${dumped} frames were in the dump`)
    const after = await startRecorders({ count: 1, databaseUrl: at('second'), folder: log, db: restored })
    await assertWhole(restored, one)
    assert.equal(await chainOf(restored, one.run.runId), whole)
    await after.stop()
    await one.close()
    await Promise.all([db.close(), restored.close()])
    await rm(log, { recursive: true })
  } finally {
    server.kill('SIGQUIT')
    await once(server, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
})

async function chainOf(db: ReturnType<typeof openDatabase>, runId: bigint): Promise<string> {
  const { chain } = await db.prisma.recording.findUniqueOrThrow({ where: { runId } })
  return Buffer.from(chain ?? []).toString('hex')
}
