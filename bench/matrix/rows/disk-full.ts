import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isAlive } from '#lib/db/embedded/postmaster.ts'
import { startEmbeddedPostgres } from '#lib/db/embedded/start-embedded.ts'
import { openDatabase } from '#lib/db/client.ts'
import { migrate } from '#lib/db/migrate.ts'
import { runWhen, until } from '#lib/recorder/testing.ts'
import { emit, wait } from '#lib/upstream/script.ts'
import { startRecorders } from '../../soak/recorders.ts'
import { assertWhole, modusRun } from '../harness.ts'

// A file system of a few megabytes in memory stands for a disk that is full. Needs root, for mount.

const run = promisify(execFile)
const settings = ['max_wal_size=48MB', 'min_wal_size=32MB', 'shared_buffers=32MB']

const manyWords = () => [
  ...Array.from({ length: 1500 }, (_, i) => [
    emit({ type: 'token', content: `word${i} ${'x'.repeat(4000)}` }),
    wait(20),
  ]).flat(),
  emit({ type: 'done', runId: 'run-1' }),
]

test('row 47: a data disk that is full is waited for, and all is stored once there is room', async () => {
  const small = await onSmallDisk({ what: 'data', megabytes: 160 })
  try {
    const one = await modusRun(small.db, manyWords())
    const folder = await mkdtemp(join(tmpdir(), 'runtape-matrix-'))
    const recorders = await startRecorders({ count: 1, databaseUrl: small.url, folder, db: small.db })
    await runWhen(small.db, one.run, (row) => (row.recorder?.nextSeq ?? 0) > 100, 30_000)
    await small.fill()
    const at = await stalled(async () => (await runWhen(small.db, one.run, () => true)).recorder?.nextSeq ?? 0)
    assert.ok(at > 100 && at < 1500, `it stood still at ${at}`)
    await small.free()
    await assertWhole(small.db, one)
    assert.deepEqual(recorders.deaths(), [])
    await recorders.stop()
    await one.close()
  } finally {
    await small.close()
  }
})

test('row 48: a disk of the write-ahead log that is full stops the database, and nothing that was stored is lost', async () => {
  const small = await onSmallDisk({ what: 'pg_wal', megabytes: 56 })
  try {
    const one = await modusRun(small.db, manyWords())
    const folder = await mkdtemp(join(tmpdir(), 'runtape-matrix-'))
    const recorders = await startRecorders({ count: 1, databaseUrl: small.url, folder, db: small.db })
    await runWhen(small.db, one.run, (row) => (row.recorder?.nextSeq ?? 0) > 100, 30_000)
    await small.fill()
    // Work for the log, until it has no more room.
    await small.db.pool
      .query(`CREATE TABLE work AS SELECT repeat(md5(i::text), 30) FROM generate_series(1, 200000) i`)
      .catch(() => undefined)
    await until(() => !isAlive(small.pid()), 60_000)
    await small.free()
    await small.start()
    await assertWhole(small.db, one)
    assert.deepEqual(recorders.deaths(), [])
    await recorders.stop()
    await one.close()
  } finally {
    await small.close()
  }
})

/** A migrated database whose data, or whose log, lies on a file system of its own. */
async function onSmallDisk({ what, megabytes }: { what: 'data' | 'pg_wal'; megabytes: number }) {
  const home = await mkdtemp(join(tmpdir(), `runtape-test-${process.pid}-`))
  await chmod(home, 0o711)
  let postgres = await startEmbeddedPostgres(home, { settings })
  const { url, data } = postgres
  await migrate(url)
  await postgres.stop()
  const { uid, gid } = await stat(data)
  const disk = join(home, 'disk')
  const mount = async (target: string) => {
    await mkdir(target, { recursive: true })
    await run('mount', [
      ...['-t', 'tmpfs', '-o', `size=${megabytes}m,uid=${uid},gid=${gid},mode=0700`, 'tmpfs', target],
    ])
  }
  const wal = join(data, 'pg_wal')
  if (what === 'pg_wal') {
    await mount(disk)
    await run('cp', ['-a', `${wal}/.`, disk])
    await rename(wal, join(home, 'old_wal'))
    await symlink(disk, wal)
  } else {
    // The log stays where it was; all else goes to the small disk, under the same name.
    await run('cp', ['-a', wal, join(home, 'wal')])
    await rename(data, join(home, 'old_data'))
    await mount(data)
    await run('cp', ['-a', `${join(home, 'old_data')}/.`, data])
    await rm(wal, { recursive: true })
    await symlink(join(home, 'wal'), wal)
  }
  const place = what === 'pg_wal' ? disk : data
  const start = async () => void (postgres = await startEmbeddedPostgres(home, { settings }))
  await start()
  const db = openDatabase(url, { max: 4 })
  return {
    url,
    db,
    start,
    pid: () => postgres.pid,
    async fill() {
      // Up to the last byte, in pieces that get smaller.
      for (const size of [4_000_000, 100_000, 8000]) {
        for (let n = 0; ; n++) {
          const full = await writeFile(join(place, `filler-${size}-${n}`), Buffer.alloc(size)).then(
            () => false,
            () => true,
          )
          if (full) break
        }
      }
    },
    async free() {
      await run('sh', ['-c', `rm -f ${place}/filler-*`])
    },
    async close() {
      await db.close()
      await postgres.stop().catch(() => undefined)
      await run('umount', [place]).catch(() => undefined)
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Waits until a number has not changed for three seconds. */
async function stalled(read: () => Promise<number>): Promise<number> {
  for (let last = -1; ;) {
    const now = await read()
    if (now === last) return now
    last = now
    await delay(3000)
  }
}
