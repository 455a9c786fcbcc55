import type { Logger } from 'pino'
import type { Database } from '#lib/db/client.ts'
import type { send } from '#lib/http/send.ts'
import type { Timer } from './quiet.ts'
import type { Sleep } from './sleep.ts'
import type { Meter } from './meter.ts'
import type { Partials } from './partials.ts'
import type { Saver } from './saver.ts'
import type { StatusCalls } from './status-calls.ts'
import type { Writer } from './writer.ts'

/** What a recording needs from outside. */
export type RecordingDeps = {
  db: Database
  /** For heartbeats and claims alone: a lease must not run out because all other connections are busy. */
  leaseDb: Database
  writer: Writer
  saver: Saver
  send: typeof send
  sleep: Sleep
  timer: Timer
  status: StatusCalls
  random: () => number
  log: Logger
  meter: Meter
  partials: Partials
  /** A run's row changed: viewers are told. */
  onSaved(runId: bigint): void
}
