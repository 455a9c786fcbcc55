import { readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** The main process of a Postgres, as its own lock file names it. */
export type Postmaster = { pid: number; port: number; ready: boolean }

/** The postmaster that runs on a data folder, or null. A lock file whose process is gone is removed. */
export async function findPostmaster(data: string): Promise<Postmaster | null> {
  const file = join(data, 'postmaster.pid')
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  if (!pid) return null
  if (!isAlive(pid) || (await isSomethingElse(pid))) {
    await rm(file, { force: true })
    return null
  }
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/** Stops a postmaster: connections are ended and what is committed is safe. After `patienceMs` without the last checkpoint. */
export async function stopPostmaster(pid: number, { patienceMs = 6000 } = {}): Promise<void> {
  signal(pid, 'SIGINT')
  if (await exited(pid, patienceMs)) return
  signal(pid, 'SIGQUIT') // immediate: the next start replays the log
  if (await exited(pid, 2000)) return
  signal(pid, 'SIGKILL')
}

/** Whether a process runs. One that has ended and that nobody has collected yet, as happens in containers, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return !isZombie(pid)
}

function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.startsWith('Z') ?? false
  } catch {
    return false // not Linux
  }
}

async function exited(pid: number, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += 20) {
    if (!isAlive(pid)) return true
    await delay(20)
  }
  return !isAlive(pid)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** After a crash of the machine the number in the lock file may belong to another program. Known on Linux only. */
async function isSomethingElse(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)
  return command !== null && command !== '' && !command.split('\0')[0]?.includes('postgres')
}
