import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startProcess, type RunningProcess } from '#lib/cli/process.ts'
import type { Database } from '#lib/db/client.ts'
import { inheritedVars } from '#lib/env.ts'

const root = join(import.meta.dirname, '../..')

/** Recorder processes, each in a slot: whatever happens to one, there is another in its place soon. */
export type Recorders = {
  /** Kill -9, and a new one a second later. Resolves when no run is held by the dead one: how long that took, in ms. */
  kill(slot: number): Promise<number>
  /** Kill -9, and one in its place that dies at a named place (lib/faults/crash-point.ts). The same as `kill` from there on. */
  crash(slot: number, crashAt: string): Promise<number>
  /** Stopped as by a debugger for so long. */
  pause(slot: number, ms: number): Promise<void>
  /** SIGTERM, and a new one at once. Resolves when the old one is gone: how long that took, in ms. */
  replace(slot: number): Promise<number>
  /** The process of each slot. */
  pids(): { slot: number; pid: number }[]
  /** Those that ended although nobody ended them. */
  deaths(): string[]
  stop(): Promise<void>
}

/** How long a recorder may take to get to where it is to die; then it is killed. */
const PATIENCE_MS = 30_000

/** The name under which the connections of a process are listed by Postgres. */
export function applicationName(process: string) {
  return `soak-${process}`
}

/** Says in a database's address whose connections these are. */
export function namedUrl(databaseUrl: string, process: string): string {
  const url = new URL(databaseUrl)
  url.searchParams.set('application_name', applicationName(process))
  return url.href
}

/** Starts `count` recorders, as `npm start` starts one. Their logs and their home are in `folder`. */
export async function startRecorders({
  count,
  databaseUrl,
  folder,
  db,
}: {
  count: number
  databaseUrl: string
  folder: string
  db: Database
}): Promise<Recorders> {
  const expected = new Set<RunningProcess>()
  const deaths: string[] = []
  const slots: RunningProcess[] = []
  const turns: Promise<unknown>[] = []
  await mkdir(join(folder, 'home'), { recursive: true })

  async function start(slot: number, crashAt?: string) {
    const started = await startProcess({
      root,
      args: ['lib/recorder/main.ts'],
      vars: {
        ...inheritedVars(),
        DATABASE_URL: namedUrl(databaseUrl, `recorder-${slot}`),
        RUNTAPE_HOME: join(folder, 'home'),
        DRAIN_SECONDS: '5',
        PROXY_PORT: '0',
        LOG_LEVEL: 'warn',
        NODE_OPTIONS: '',
        CRASH_AT: crashAt,
      },
      logFile: join(folder, `recorder-${slot}.log`),
    })
    slots[slot] = started
    void started.exit.then(({ code, signal }) => {
      if (expected.has(started)) return
      deaths.push(`recorder ${slot} ended by itself, code ${code}, signal ${signal}`)
      return start(slot)
    })
  }

  function take(slot: number): RunningProcess {
    const current = slots[slot]
    if (!current) throw new Error(`there is no recorder ${slot}`)
    return current
  }

  /** Two that replace the same recorder at once would leave one that nobody knows of. */
  function inTurn<T>(slot: number, work: () => Promise<T>): Promise<T> {
    const done = (turns[slot] ?? Promise.resolve()).then(work)
    turns[slot] = done
    return done
  }

  async function end(slot: number): Promise<RunningProcess> {
    const old = take(slot)
    expected.add(old)
    old.kill('SIGKILL')
    await old.exit
    return old
  }

  /** Waits until no run is held by a recorder that is dead, with another in its place. */
  async function succeed(slot: number, dead: RunningProcess): Promise<number> {
    const startedAt = performance.now()
    const ids = await recorderIds(dead.pid, db)
    await delay(1000)
    await start(slot)
    while (await holdsRuns(ids, db)) await delay(100)
    return performance.now() - startedAt
  }

  for (let slot = 0; slot < count; slot++) await start(slot)

  return {
    kill: (slot) =>
      inTurn(slot, async () => {
        const old = await end(slot)
        return succeed(slot, old)
      }),
    crash: (slot, crashAt) =>
      inTurn(slot, async () => {
        await end(slot)
        await start(slot, crashAt)
        const doomed = take(slot)
        expected.add(doomed)
        const late = setTimeout(() => doomed.kill('SIGKILL'), PATIENCE_MS)
        await doomed.exit
        clearTimeout(late)
        return succeed(slot, doomed)
      }),
    async pause(slot, ms) {
      const paused = take(slot)
      paused.kill('SIGSTOP')
      await delay(ms)
      paused.kill('SIGCONT')
    },
    replace: (slot) =>
      inTurn(slot, async () => {
        const old = take(slot)
        const startedAt = performance.now()
        expected.add(old)
        old.kill('SIGTERM')
        await start(slot)
        await old.exit
        return performance.now() - startedAt
      }),
    pids: () => slots.map(({ pid }, slot) => ({ slot, pid })),
    deaths: () => deaths,
    async stop() {
      for (const recorder of slots) {
        expected.add(recorder)
        recorder.kill('SIGCONT')
        recorder.kill('SIGTERM')
      }
      const timer = setTimeout(() => slots.forEach((recorder) => recorder.kill('SIGKILL')), 15_000)
      await Promise.all(slots.map(({ exit }) => exit))
      clearTimeout(timer)
    },
  }
}

/** None where the database does not answer just now: then there is nothing to wait for by id. */
async function recorderIds(pid: number, db: Database): Promise<string[]> {
  const found = await db.prisma.recorder.findMany({ where: { pid }, select: { id: true } }).catch(() => [])
  return found.map(({ id }) => id)
}

async function holdsRuns(owners: string[], db: Database): Promise<boolean> {
  const count = await db.prisma.recording.count({ where: { state: 'open', owner: { in: owners } } }).catch(() => 1)
  return owners.length > 0 && count > 0
}
