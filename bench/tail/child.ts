import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { asProcessEnv, inheritedVars, type Vars } from '#lib/env.ts'

/** A Node process of a benchmark, which ends with this one. */
export type Child<Message extends { type: string }> = {
  pid: number
  send(message: object): void
  /** The next message of a type. Rejects when the process ends before. */
  next<Type extends Message['type']>(type: Type): Promise<Extract<Message, { type: Type }>>
  ended: Promise<void>
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()

/** Ends all processes of the benchmark at once, where it is broken off. */
export function endChildren(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** Starts a module of this repository, given by its path from the root. */
export function startChild<Message extends { type: string }>(
  module: string,
  { args = [], vars = {}, preload = [] }: { args?: string[]; vars?: Vars; preload?: string[] } = {},
): Child<Message> {
  const root = join(import.meta.dirname, '..', '..')
  const imports = preload.flatMap((file) => ['--import', join(root, file)])
  const child = fork(join(root, module), args, {
    cwd: root,
    env: asProcessEnv({ ...inheritedVars(), ...vars }),
    execArgv: ['--disable-warning=ExperimentalWarning', ...imports],
  })
  running.add(child)
  const ended = once(child, 'exit').then(() => void running.delete(child))
  return {
    pid: child.pid ?? 0,
    send: (message) => void child.send(message),
    next: (type) => nextMessage(child, type),
    ended,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}

function nextMessage<Message extends { type: string }, Type extends Message['type']>(child: ChildProcess, type: Type) {
  return new Promise<Extract<Message, { type: Type }>>((resolve, reject) => {
    const onExit = () => reject(new Error(`a process of the benchmark ended before it said "${type}"`))
    const onMessage = (message: unknown) => {
      if ((message as Message).type !== type) return
      child.off('message', onMessage)
      child.off('exit', onExit)
      resolve(message as Extract<Message, { type: Type }>)
    }
    child.on('message', onMessage)
    child.once('exit', onExit)
  })
}
