import { appendFrames } from '#lib/db/append-frames.ts'
import { openDatabase } from '#lib/db/client.ts'
import { listen } from '#lib/db/listen.ts'
import { notifyFrames } from '#lib/db/notify-frames.ts'
import { readPosition } from '#lib/db/read-position.ts'
import { saveRuns } from '#lib/db/save-runs.ts'
import { startDiscovery } from '#lib/discover/start-discovery.ts'
import { env } from '#lib/env.ts'
import { send } from '#lib/http/send.ts'
import { log as processLog } from '#lib/log.ts'
import { addPoolMetrics } from '#lib/metrics/pool-metrics.ts'
import { processRegistry } from '#lib/metrics/process-registry.ts'
import { createAnnouncer } from './announce.ts'
import { createMeter } from './meter.ts'
import { createPartials } from './partials.ts'
import { startRecorder } from './recorder.ts'
import { realTimer } from './quiet.ts'
import { serveMetrics } from './serve-metrics.ts'
import { sleep } from './sleep.ts'
import { startSnapshots } from './snapshots.ts'
import { createStatusCalls } from './status-calls.ts'
import { createSaver } from './saver.ts'
import { createWriter } from './writer.ts'

// The recorder's process: DATABASE_URL says where to write. SIGTERM or SIGINT: it stores what it received and leaves.

const { databaseUrl, drainSeconds, host, proxyPort } = env()
if (databaseUrl === null) {
  processLog.fatal('DATABASE_URL is not set: start Runtape with npm start, which sets it')
  process.exit(1)
}

const log = processLog.child({ process: 'recorder' })
const db = openDatabase(databaseUrl, { max: 12 })
const leaseDb = openDatabase(databaseUrl, { max: 2 })
const registry = processRegistry('recorder')
addPoolMetrics(registry, db.pool)
const meter = createMeter(registry)
const announcer = createAnnouncer(
  (runIds) => notifyFrames(runIds, db),
  (error) => log.debug({ err: error }, 'viewers were not told; they poll'),
)
const snapshots = startSnapshots({ db, sleep, log })
function changed(runIds: readonly bigint[]) {
  announcer.changed(runIds)
  snapshots.changed(runIds)
}
const writer = createWriter({
  append: meter.appending((batches) => appendFrames(batches, db)),
  readPosition: (runId) => readPosition(runId, db),
  sleep,
  onTrouble: ({ error, attempt }) => log.warn({ err: error, attempt }, 'frames could not be stored yet'),
  onStored: changed,
  onRefused: (landedBefore) => meter.refused(landedBefore),
})
const recorder = startRecorder({
  db,
  leaseDb,
  writer,
  saver: createSaver(meter.saving((runs) => saveRuns(runs, db))),
  send,
  sleep,
  timer: realTimer,
  status: createStatusCalls({ send, sleep }),
  random: Math.random,
  log,
  meter,
  partials: createPartials(),
  onSaved: (runId) => changed([runId]),
})
meter.watch({ queuedBytes: () => writer.queuedBytes(), runs: () => recorder.active() })
const metrics = serveMetrics(registry, { host, port: proxyPort, log })
const discovery = startDiscovery({ db, send, sleep, log })
const listening = listen(
  { url: databaseUrl, channel: 'runtape_work' },
  () => recorder.wake(),
  (error) => log.warn({ err: error }, 'not told of new runs; looking every 500 ms'),
)
log.info('recording')

/** How long a database that is away is waited for in the end. What it did not take is lost, or read again by the next. */
const PATIENCE_MS = 5000

let leaving = false
async function end(signal: string) {
  if (leaving) return
  leaving = true
  log.info({ signal, active: recorder.active() }, 'storing what was received')
  setTimeout(
    () => {
      log.fatal('the database did not take what was received in time')
      process.exit(1)
    },
    drainSeconds * 1000 + PATIENCE_MS,
  )
  await Promise.all([
    metrics.close(),
    listening.close(),
    discovery.stop(),
    snapshots.stop(),
    recorder.stop({ drainMs: drainSeconds * 1000 }),
  ])
  announcer.stop()
  await Promise.all([db.close(), leaseDb.close()])
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(signal))
