import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export type UpstreamChild = { url: string; child: ChildProcess; bytes(): Promise<string>; close(): void }

/** Starts upstream-child.ts, behind `wrap` (a command that starts others) where there is one. */
export async function startUpstream({
  wrap = [],
  host,
}: { wrap?: string[]; host?: string } = {}): Promise<UpstreamChild> {
  const [command = process.execPath, ...args] = [
    ...wrap,
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'upstream-child.ts'),
    ...(host === undefined ? [] : [host]),
  ]
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return {
    url,
    child,
    async bytes() {
      child.send('bytes')
      const [answer] = (await once(child, 'message')) as [{ bytes: string }]
      return answer.bytes
    },
    close: () => void child.kill('SIGKILL'),
  }
}
