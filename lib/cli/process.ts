import { spawn } from 'node:child_process'
import { open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { asProcessEnv, type Vars } from '#lib/env.ts'

export type ProcessPlan = { root: string; args: string[]; vars: Vars; logFile: string }

export type Exit = { code: number | null; signal: NodeJS.Signals | null }

export type RunningProcess = {
  pid: number
  exit: Promise<Exit>
  /** Signals the process and whatever it has started. */
  kill(signal: NodeJS.Signals): void
}

export const nextBin = 'node_modules/next/dist/bin/next'

/**
 * Starts a Node process with our own binary, in a process group of its own: a Ctrl-C in the terminal reaches the supervisor
 * alone. It is told to stop when we die, by the end of the pipe that it holds as descriptor 3 (end-with-parent.ts).
 */
export async function startProcess({ root, args, vars, logFile }: ProcessPlan): Promise<RunningProcess> {
  const output = await openLog(logFile)
  const endWithParent = `${pathToFileURL(join(import.meta.dirname, 'end-with-parent.ts')).href}?parent=${process.pid}`
  const flags = ['--disable-warning=ExperimentalWarning', '--import', endWithParent]
  const child = spawn(process.execPath, [...flags, ...args], {
    cwd: root,
    env: asProcessEnv(vars),
    detached: true,
    stdio: ['ignore', output.fd, output.fd, 'pipe'],
  })
  // Listened for before anything is awaited: both may come at once.
  const exit = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
  const spawned = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('spawn', () => resolve(child.pid ?? 0))
  })
  await output.close()
  const pid = await spawned
  return {
    pid,
    exit,
    kill(signal) {
      if (child.exitCode === null && child.signalCode === null) signalGroup(pid, signal)
    },
  }
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** The log goes on where it was; one that has grown past 16 MB becomes the previous one. */
async function openLog(file: string) {
  const found = await stat(file).catch(() => null)
  if (found && found.size > 16 * 1024 * 1024) await rename(file, `${file}.1`)
  return open(file, 'a', 0o600)
}
