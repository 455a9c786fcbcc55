import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { version } from '#lib/version.ts'

/**
 * The metrics of one process: those that every Node process has (memory, file handles, event-loop delay, garbage
 * collection) under the names that dashboards for Node know, and which Runtape it is. Others are added to it.
 */
export function processRegistry(process: 'recorder' | 'web'): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const build = new Gauge({
    name: 'runtape_build_info',
    help: 'Always 1; which process of which version this is.',
    labelNames: ['process', 'version'],
    registers: [registry],
  })
  build.set({ process, version }, 1)
  return registry
}
