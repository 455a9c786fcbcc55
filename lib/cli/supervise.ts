import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { inheritedVars, readEnv, type Env, type Vars } from '#lib/env.ts'
import { readSecretFile } from '#lib/secret/secret-file.ts'
import { awaitWeb } from './await-web.ts'
import { buildWeb } from './build-web.ts'
import { checkPort } from './check-port.ts'
import { keepRunning } from './keep-running.ts'
import { awaitLeftOver, rememberProcesses } from './left-over.ts'
import { prepareDatabase } from './prepare-database.ts'
import { prepareHome } from './prepare-home.ts'
import { nextBin } from './process.ts'
import { stopAll, type Parts, type Stoppable } from './stop-all.ts'
import { stopSignals } from './stop-signals.ts'
import { Refusal, say, stage } from './terminal.ts'
import { watchPostgres } from './watch-postgres.ts'

/** Something that runs beside the product, such as the demo's upstreams. */
export type Companion = (product: { url: string; apiKey: string | null }) => Promise<Stoppable>

const root = join(import.meta.dirname, '../..')

/** Runs the whole product until a signal stops it: database, recorder, web, and a companion if there is one. */
export async function supervise(companion: Companion | null = null): Promise<void> {
  const signals = stopSignals()
  const given = inheritedVars()
  const vars = { ...given, DRAIN_SECONDS: given['DRAIN_SECONDS'] ?? '5' }
  const env = readEnv(vars)
  const parts: Parts = { lock: await prepareHome(env.home) }
  const lost = new AbortController()
  const stop = AbortSignal.any([signals.stop, lost.signal])
  try {
    const url = await start(env, vars, parts, { stop, lost })
    if (companion) {
      parts.companion = await companion({ url, apiKey: env.apiKey })
      stage('Demo', 'agents are running')
    }
    say(`\nRuntape is ready: ${url}`)
    await aborted(stop)
  } catch (error) {
    if (!stop.aborted) throw error
  } finally {
    if (signals.stop.aborted) say('\nStopping.')
    await stopAll(parts, env, signals.now)
  }
  if (!signals.stop.aborted) lost.signal.throwIfAborted()
}

async function start(
  env: Env,
  vars: Vars,
  parts: Parts,
  { stop, lost }: { stop: AbortSignal; lost: AbortController },
): Promise<string> {
  await awaitLeftOver(env.home)
  const port = await checkPort('PORT', env.host, env.port)
  prepareSecret(env.secretFile)
  const database = await prepareDatabase(env.databaseUrl, env.home)
  if (database.embedded) parts.postgres = watchPostgres(env.home, database.embedded, (reason) => lost.abort(reason))

  stop.throwIfAborted()

  const shared = {
    ...vars,
    ...{ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    ...{ HOST: env.host, PORT: String(port), DATABASE_URL: database.url },
    ...{ RUNTAPE_HOME: env.home, RUNTAPE_SECRET_FILE: env.secretFile },
  }
  const plan = (name: string) => ({ root, vars: shared, logFile: join(env.home, 'logs', `${name}.log`) })
  await buildWeb(plan('build'), stop)

  const remember = () => rememberProcesses(env.home, [parts.recorder?.pid(), parts.web?.pid()])
  parts.recorder = await keepRunning('recorder', { ...plan('recorder'), args: ['lib/recorder/main.ts'] }, remember)
  const serve = [nextBin, 'start', '--hostname', env.host, '--port', String(port)]
  parts.web = await keepRunning('web', { ...plan('web'), args: serve }, remember)
  await remember()
  const url = `http://${reachableHost(env.host)}:${port}`
  await awaitWeb(url, parts.web, plan('web').logFile, stop)
  stage('Recorder', parts.recorder.deaths() === 0 ? 'running' : `does not start, see ${plan('recorder').logFile}`)
  stage('Web', 'running')
  return url
}

/** Recorder and web share the secret: it must be there before either. */
function prepareSecret(file: string): void {
  try {
    readSecretFile(file)
  } catch (error) {
    const { message, cause } = error as Error
    throw new Refusal(`${message}${cause instanceof Error ? `: ${cause.message}` : ''}.`)
  }
}

/** The address to open in a browser on this machine. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return isIPv6(host) ? `[${host}]` : host
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
