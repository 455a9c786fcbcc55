import { pino } from 'pino'
import { readLogLevel } from '#lib/env.ts'

/** The process's logger: one JSON line an entry, to stderr. Synchronous, so that the last line before an exit is not lost. */
export const log = pino(
  {
    level: readLogLevel(),
    base: { pid: process.pid },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  },
  pino.destination({ fd: 2, sync: true }),
)
