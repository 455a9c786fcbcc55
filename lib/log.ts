import { pino } from 'pino'
import { readLogLevel } from '#lib/env.ts'
import { logError } from './log-error.ts'

/** The process's logger: one JSON line an entry, to stderr. Synchronous, so that the last line before an exit is not lost. */
export const log = pino(
  {
    level: readLogLevel(),
    serializers: { err: logError },
    base: { pid: process.pid },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  },
  pino.destination({ fd: 2, sync: true }),
)
