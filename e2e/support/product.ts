import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Product = {
  url: string
  pid: number
  home: string
  /** Everything that it has printed. */
  output(): string
  /** Signals it and waits; its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Stops it if it runs, and removes its data folder. */
  remove(): Promise<void>
}

const root = join(import.meta.dirname, '../..')

/** Open for passing through: under root, Postgres runs as another account. */
async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'runtape-e2e-'))
  await chmod(home, 0o711)
  return home
}

export type ProductVars = Record<string, string>

/** Starts the whole product with `npm start`'s own command on free ports, and resolves when it has said that it is ready. */
export async function startProduct({ home, vars = {} }: { home?: string; vars?: ProductVars } = {}): Promise<Product> {
  const launched = await launchProduct({ vars, ...(home !== undefined && { home }) })
  const line = await Promise.race([launched.printed(/Runtape is ready: (\S+)/), launched.ended.then(() => null)])
  if (!line?.[1]) {
    await launched.remove()
    throw new Error(`the product did not start:\n${launched.output()}`)
  }
  return { ...launched, url: line[1] }
}

/** Starts it, ready or not. */
export async function launchProduct({ home, vars = {} }: { home?: string; vars?: ProductVars } = {}) {
  const folder = home ?? (await newHome())
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'lib/cli/start.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn', ...vars, RUNTAPE_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Playwright that is interrupted while it starts tears nothing down.
  const end = () => child.kill('SIGTERM')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  let output = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const listener of listeners) listener()
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null)

  function printed(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const look = () => {
        const match = pattern.exec(output)
        if (!match) return
        listeners.delete(look)
        resolve(match)
      }
      listeners.add(look)
      look()
    })
  }

  function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    child.kill(signal)
    return ended
  }

  async function remove(): Promise<void> {
    await stop()
    const place = await readFile(join(folder, 'postgres.json'), 'utf8').catch(() => '{}')
    const { data } = JSON.parse(place) as { data?: string }
    for (const path of [folder, ...(data ? [data] : [])]) await rm(path, { recursive: true, force: true })
  }

  return { pid: child.pid ?? 0, home: folder, output: () => output, ended, printed, stop, remove }
}
