import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '#lib/db/embedded/postmaster.ts'
import { signalGroup } from './process.ts'

const file = (home: string) => join(home, 'processes.json')

/** Remembers which processes a supervisor has started, for the one after it. */
export async function rememberProcesses(home: string, pids: (number | undefined)[]): Promise<void> {
  await writeFile(file(home), JSON.stringify(pids.filter((pid) => pid !== undefined)))
}

export async function forgetProcesses(home: string): Promise<void> {
  await rm(file(home), { force: true })
}

/** After a supervisor that was killed: its recorder and web end by themselves soon, and are killed if they do not. */
export async function awaitLeftOver(home: string, patienceMs = 7000): Promise<void> {
  const text = await readFile(file(home), 'utf8').catch(() => '[]')
  const pids = (JSON.parse(text) as number[]).filter(Number.isInteger)
  const ours = (await Promise.all(pids.map(async (pid) => ((await isOurs(pid)) ? [pid] : [])))).flat()
  for (let waited = 0; waited < patienceMs && ours.some(isAlive); waited += 50) await delay(50)
  for (const pid of ours.filter(isAlive)) signalGroup(pid, 'SIGKILL')
  await forgetProcesses(home)
}

/** The number may belong to another program by now. */
async function isOurs(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return command.includes('end-with-parent') || command.startsWith('next-server')
}
