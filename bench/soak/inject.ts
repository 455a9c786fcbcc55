import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '#lib/db/client.ts'
import type { Injected } from '#lib/faults/explain-gaps.ts'
import type { FaultProxy } from '#lib/faults/fault-proxy.ts'
import { nameOf } from '#lib/faults/toxic.ts'
import { faultName, type Fault } from './fault-plan.ts'
import type { Recorders } from './recorders.ts'

export type World = {
  /** Those to sources by slug, and `database`. */
  links: ReadonlyMap<string, FaultProxy>
  recorders: Recorders
  upstream: { pid: number }
  restartPostgres: ((downMs: number) => Promise<void>) | null
  db: Database
}

/** A fault that was put in and is over. `tookMs`: of a recorder that ended, until its runs were free or it was gone. */
export type Done = Injected & { tookMs: number | null }

/**
 * Puts a fault in and takes it out again. `begun` is told at once, for a gap may be declared before the fault is over;
 * its `toMs` is then the end of the fault.
 */
export async function inject(fault: Fault, world: World, begun: (done: Done) => void): Promise<void> {
  const name = faultName(fault)
  const proxy = fault.do === 'toxic' || fault.do === 'down' ? fault.proxy : null
  // What befalls the database befalls all.
  const isOfAll = proxy === null || proxy === 'database'
  const what = proxy === 'database' ? `${name} (database)` : name
  const done: Done = { what, source: isOfAll ? null : proxy, fromMs: Date.now(), toMs: Infinity, tookMs: null }
  begun(done)
  done.tookMs = (await act(fault, world)) ?? null
  done.toMs = Date.now()
}

async function act(fault: Fault, world: World): Promise<number | void> {
  switch (fault.do) {
    case 'toxic': {
      const link = linkTo(fault.proxy, world)
      // A name of its own: two faults of a kind may come together.
      const toxic = { ...fault.toxic, name: `${nameOf(fault.toxic)}_${performance.now()}` }
      link.add(toxic)
      await delay(fault.forMs)
      return link.remove(toxic.name)
    }
    case 'down': {
      const link = linkTo(fault.proxy, world)
      await link.down()
      await delay(fault.forMs)
      return link.up()
    }
    case 'pause_upstream':
      process.kill(world.upstream.pid, 'SIGSTOP')
      await delay(fault.forMs)
      process.kill(world.upstream.pid, 'SIGCONT')
      return
    case 'terminate_backends':
      await world.db.pool
        .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'soak-recorder-%'")
        .catch(() => undefined) // it is down already, which is more
      return
    case 'kill_recorder':
      return world.recorders.kill(fault.slot)
    case 'crash_recorder':
      return world.recorders.crash(fault.slot, fault.at)
    case 'pause_recorder':
      return world.recorders.pause(fault.slot, fault.forMs)
    case 'replace_recorder':
      return world.recorders.replace(fault.slot)
    case 'restart_postgres':
      return world.restartPostgres?.(fault.downMs)
    default:
      return fault satisfies never
  }
}

function linkTo(name: string, { links }: World): FaultProxy {
  const link = links.get(name)
  if (!link) throw new Error(`there is no link to ${name}`)
  return link
}
