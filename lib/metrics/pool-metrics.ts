import { Counter, type Registry } from 'prom-client'
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
  const waits = new Counter({
    name: 'runtape_db_pool_waits_total',
    help: 'Statements that found no connection free and had to wait.',
    registers: [registry],
  })
  onWait(pool, () => waits.inc())
}

/** A pool queues who asks for a connection while all are in use, and says nothing of it. */
function onWait(pool: Pool, tell: () => void): void {
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => unknown
  pool.connect = ((...args: unknown[]) => {
    if (pool.idleCount === 0 && pool.totalCount >= pool.options.max) tell()
    return connect(...args)
  }) as Pool['connect']
}
