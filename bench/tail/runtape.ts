import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { notifyWork } from '#lib/db/notify-work.ts'
import { startChild } from './child.ts'
import { cpuOf } from './cpu-of.ts'
import type { CpuReport } from './messages.ts'
import type { RecordingWay } from './observe.ts'

const START_MS = 30_000
const GRACE_MS = 60_000

/** The recorder's own process, as `npm start` runs it. */
export const runtape: RecordingWay = {
  name: 'Runtape',
  async record({ seconds, db, databaseUrl, makeRuns }) {
    const home = await mkdtemp(join(tmpdir(), `runtape-test-${process.pid}-`))
    const recorder = startChild<CpuReport>('lib/recorder/main.ts', {
      vars: { DATABASE_URL: databaseUrl, RUNTAPE_HOME: home, LOG_LEVEL: 'warn' },
      preload: ['bench/tail/report-cpu.ts'],
    })
    try {
      await until(async () => (await db.prisma.recorder.count()) > 0, START_MS)
      const before = await cpuOf(recorder)
      await makeRuns()
      await notifyWork(db)
      await until(
        async () => (await db.prisma.recording.count({ where: { state: 'open' } })) === 0,
        seconds * 1000 + GRACE_MS,
      )
      return { cpuUs: (await cpuOf(recorder)) - before }
    } finally {
      await recorder.stop()
      await rm(home, { recursive: true, force: true })
    }
  },
}

/** Looks seldom, so that looking costs nothing; gives up in silence, since what is missing is counted anyway. */
async function until(isThere: () => Promise<boolean>, ms: number) {
  const deadline = Date.now() + ms
  while (!(await isThere()) && Date.now() < deadline) await delay(250)
}
