import { Histogram, type Registry } from 'prom-client'
import type { Database } from '#lib/db/client.ts'
import { gauge } from './gauge.ts'

type Pool = Database['pool']

/** Tells of the connections of a process to its database, and how often a statement had to wait for one. */
export function addPoolMetrics(registry: Registry, pool: Pool): void {
  gauge(registry, {
    name: 'db_connections',
    help: 'Connections of this process to its database.',
    label: 'state',
    read: () => ({ idle: pool.idleCount, busy: pool.totalCount - pool.idleCount }),
  })
  gauge(registry, {
    name: 'db_pool_waiting',
    help: 'Statements that wait for a connection now.',
    read: () => pool.waitingCount,
  })
  const waits = new Histogram({
    name: 'runtape_db_pool_wait_seconds',
    help: 'How long statements waited for a connection: for a free one, or until a new one was made.',
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 10],
    registers: [registry],
  })
  timeConnects(pool, (ms) => waits.observe(ms / 1000))
}

type Connected = Parameters<NonNullable<Parameters<Pool['connect']>[0]>>

/** Every statement of a pool begins with `connect`, of which the pool itself tells nothing. */
function timeConnects(pool: Pool, tell: (ms: number) => void): void {
  const connect = pool.connect.bind(pool)
  pool.connect = ((callback?: (...connected: Connected) => void) => {
    const startedAt = performance.now()
    const done = () => tell(performance.now() - startedAt)
    if (!callback) return connect().finally(done)
    return connect((...connected) => {
      done()
      callback(...connected)
    })
  }) as Pool['connect']
}
