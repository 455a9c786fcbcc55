import type { Registry } from 'prom-client'
import { RecorderState } from '#lib/api/recorder.ts'
import { RecordingState } from '#lib/api/run.ts'
import { database } from '#lib/db/client.ts'
import { countRecordings } from '#lib/db/count-recordings.ts'
import { isDatabaseAway } from '#lib/db/database-away.ts'
import { listRecorders } from '#lib/db/list-recorders.ts'
import { openViewers } from '#lib/live/stream-runs.ts'
import { gauge } from './gauge.ts'
import { addPoolMetrics } from './pool-metrics.ts'
import { processRegistry } from './process-registry.ts'

type Stored = { recorders: Record<string, number>; unheld: number; runs: Record<string, number> }

// On globalThis, because Next evaluates a module once for each of its bundles, and there is one process to tell of.
const key = Symbol.for('runtape.metrics')
const shared = globalThis as typeof globalThis & { [key]?: { registry: Registry; stored: Stored | null } }

/** The metrics of the web process, and of what only the database knows, as Prometheus text. */
export async function webMetrics(): Promise<{ text: string; contentType: string }> {
  const metrics = (shared[key] ??= createMetrics())
  // Metrics are most wanted while something is broken: without a database they tell of the process alone.
  metrics.stored = await readStored().catch((error: unknown) => {
    if (isDatabaseAway(error)) return null
    throw error
  })
  return { text: await metrics.registry.metrics(), contentType: metrics.registry.contentType }
}

async function readStored(): Promise<Stored> {
  const [{ recorders, unheld }, counts] = await Promise.all([listRecorders(), countRecordings()])
  return {
    recorders: Object.fromEntries(
      RecorderState.options.map((state) => [state, recorders.filter((recorder) => recorder.state === state).length]),
    ),
    unheld,
    runs: Object.fromEntries(unclosed.map((state) => [state, counts[state] ?? 0])),
  }
}

const unclosed = RecordingState.exclude(['closed']).options

function createMetrics() {
  const registry = processRegistry('web')
  const metrics = { registry, stored: null as Stored | null }
  addPoolMetrics(registry, database().pool)
  gauge(registry, {
    name: 'database_up',
    help: 'Whether the database answered.',
    read: () => (metrics.stored ? 1 : 0),
  })
  gauge(registry, {
    name: 'recorders',
    help: 'Recorders: live, late (missed a heartbeat, holds its runs), gone (its lease ran out within the last hour).',
    label: 'state',
    read: () => metrics.stored?.recorders ?? {},
  })
  gauge(registry, {
    name: 'runs',
    help: 'Runs that are to be recorded or wait for a person, by the state of their recording.',
    label: 'recording',
    read: () => metrics.stored?.runs ?? {},
  })
  gauge(registry, {
    name: 'runs_unheld',
    help: 'Open runs that no living recorder holds.',
    read: () => metrics.stored?.unheld ?? NaN,
  })
  gauge(registry, {
    name: 'open_sse',
    help: 'Live streams that are open to viewers.',
    read: openViewers,
  })
  return metrics
}
