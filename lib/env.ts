import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { z } from 'zod'

// The only module that reads process.env. Everything else asks `env()`, or takes what it needs as a parameter.

export type LogLevel = z.infer<typeof LogLevel>

export type Env = {
  host: string
  port: number
  proxyPort: number
  /** An external Postgres, or null for the embedded one. */
  databaseUrl: string | null
  /** The data folder, absolute. */
  home: string
  secretFile: string
  /** The admin key given at start. */
  apiKey: string | null
  /** Hosts and CIDRs that an upstream may have although they are private. */
  upstreamAllow: string[]
  drainSeconds: number
  logLevel: LogLevel
}

/** The variables that a process was started with; also what a child process is given. */
export type Vars = Record<string, string | undefined>

export class EnvError extends Error {}

/** Reads and validates the environment. Throws an EnvError whose message is one sentence for the person at the terminal. */
export function readEnv(vars: Vars): Env {
  // An empty variable means the same as a missing one, as in a .env file or a compose file.
  const given = Object.fromEntries(Object.entries(vars).filter(([, value]) => value?.trim()))
  const result = Variables.safeParse(given)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new EnvError(`${String(issue?.path[0])} ${issue?.message ?? 'is not valid'}.`)
  }
  const read = result.data
  if (!isLoopback(read.HOST) && read.RUNTAPE_API_KEY === undefined) {
    throw new EnvError(
      `HOST is ${read.HOST}, which other machines can reach: set RUNTAPE_API_KEY to a key of at least 32 characters first.`,
    )
  }
  const home = resolve(read.RUNTAPE_HOME)
  return {
    host: read.HOST,
    port: read.PORT,
    proxyPort: read.PROXY_PORT,
    databaseUrl: read.DATABASE_URL ?? null,
    home,
    secretFile: resolve(read.RUNTAPE_SECRET_FILE ?? join(home, 'secret')),
    apiKey: read.RUNTAPE_API_KEY ?? null,
    upstreamAllow: read.RUNTAPE_UPSTREAM_ALLOW,
    drainSeconds: read.DRAIN_SECONDS,
    logLevel: read.LOG_LEVEL,
  }
}

let cached: Env | undefined

/** The environment of this process, read once, on first use. */
export function env(): Env {
  return (cached ??= readEnv(process.env))
}

/** What this process was started with, to be handed on to a child process. */
export function inheritedVars(): Vars {
  return { ...process.env }
}

/** Variables in the type that `spawn` takes; Next declares NODE_ENV to be present in it. */
export function asProcessEnv(vars: Vars): NodeJS.ProcessEnv {
  return vars as NodeJS.ProcessEnv
}

/** The log level alone: a logger must exist before the rest of the environment is known to be valid. */
export function readLogLevel(vars: Vars = process.env): LogLevel {
  return LogLevel.catch('info').parse(vars['LOG_LEVEL'])
}

/** Where this process is to die, and at which time that it gets there; only tests say so (lib/faults/crash-point.ts). */
export function readCrashAt(vars: Vars = process.env): { point: string; left: number } | null {
  const [, point, times = '1'] = /^([a-z_]+)(?::([1-9]\d{0,8}))?$/.exec(vars['CRASH_AT'] ?? '') ?? []
  return point === undefined ? null : { point, left: Number(times) }
}

/** True for 127.0.0.0/8, ::1 and localhost: addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}

const LogLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be at most 65535')

const Variables = z.object({
  HOST: z
    .string()
    .refine((value) => value === 'localhost' || isIP(value) !== 0, 'must be an IP address or localhost')
    .default('127.0.0.1'),
  PORT: port.default(3000),
  PROXY_PORT: port.default(3001),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .refine((value) => URL.canParse(value), 'must be a valid URL')
    .optional(),
  RUNTAPE_HOME: z.string().default('.runtape'),
  RUNTAPE_SECRET_FILE: z.string().optional(),
  RUNTAPE_API_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  RUNTAPE_UPSTREAM_ALLOW: z
    .string()
    .default('')
    .transform((value) =>
      value
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean),
    ),
  DRAIN_SECONDS: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a whole number of seconds')
    .transform(Number)
    .default(600),
  LOG_LEVEL: LogLevel.default('info'),
})

/** The names of all variables that are read. */
export const variables = Object.keys(Variables.shape)
