import { crashPoints } from '#lib/faults/crash-point.ts'
import type { Toxic } from '#lib/faults/toxic.ts'
import { between, oneOf, type Random } from './random.ts'

/** Something that goes wrong, for so long. `proxy` is the link to one source, or `database`. */
export type Fault =
  | { do: 'toxic'; proxy: string; toxic: Toxic; forMs: number }
  | { do: 'down'; proxy: string; forMs: number }
  /** The process of all upstreams is stopped, and continued. */
  | { do: 'pause_upstream'; forMs: number }
  /** All database connections of all recorders are ended by the server. */
  | { do: 'terminate_backends' }
  | { do: 'kill_recorder'; slot: number }
  /** Killed, and the one in its place dies at a named place, at the n-th time that it gets there. */
  | { do: 'crash_recorder'; slot: number; at: string }
  /** Stopped for longer than its lease, then continued. */
  | { do: 'pause_recorder'; slot: number; forMs: number }
  /** SIGTERM, and another takes its place once it is gone. */
  | { do: 'replace_recorder'; slot: number }
  /** Stopped without a checkpoint or a word to anybody. */
  | { do: 'restart_postgres'; downMs: number }

export type FaultName = Exclude<Fault['do'], 'toxic'> | Toxic['type']

export function faultName(fault: Fault): FaultName {
  return fault.do === 'toxic' ? fault.toxic.type : fault.do
}

/** Faults that are drawn at random; those on a schedule of their own, as the kills, are not among them. */
export const drawn = [
  'reset_peer',
  'limit_data',
  'slicer',
  'latency',
  'bandwidth',
  'timeout',
  'down',
  'slow_close',
  'pause_upstream',
  'terminate_backends',
  'pause_recorder',
  'replace_recorder',
  'crash_recorder',
] as const satisfies readonly FaultName[]

/** What may befall the link between recorders and database, beyond what slows it down to nothing. */
export const databaseFaults = [
  'reset_peer',
  'limit_data',
  'latency',
  'timeout',
  'down',
  'slow_close',
] as const satisfies readonly FaultName[]

/** Draws a fault. The recorder of slot 0 is left alone by what ends a process, so that its memory can be watched. */
export function drawFault(
  random: Random,
  {
    proxies,
    recorders,
    names = drawn,
  }: { proxies: readonly string[]; recorders: number; names?: readonly FaultName[] },
): Fault {
  const name = oneOf(random, names)
  const proxy = oneOf(random, proxies)
  const slot = between(random, Math.min(1, recorders - 1), recorders - 1)
  const toxic = (kind: Toxic, forMs: number): Fault => ({ do: 'toxic', proxy, toxic: kind, forMs })
  switch (name) {
    case 'reset_peer':
      return toxic({ type: name, attributes: { timeout: between(random, 0, 500) } }, between(random, 200, 2000))
    case 'limit_data':
      return toxic({ type: name, attributes: { bytes: between(random, 1, 5000) } }, between(random, 200, 4000))
    case 'slicer': {
      const size = between(random, 1, 40)
      const attributes = {
        average_size: size,
        size_variation: Math.floor(size / 2),
        delay: between(random, 0, 1) * 500,
      }
      return toxic({ type: name, attributes }, between(random, 3000, 10_000))
    }
    case 'latency': {
      const latency = between(random, 50, 1500)
      return toxic({ type: name, attributes: { latency, jitter: latency / 2 } }, between(random, 3000, 12_000))
    }
    case 'bandwidth':
      return toxic({ type: name, attributes: { rate: between(random, 2, 100) } }, between(random, 3000, 12_000))
    case 'timeout':
      return toxic({ type: name, attributes: { timeout: between(random, 0, 1) * 3000 } }, between(random, 1000, 9000))
    case 'slow_close':
      return toxic({ type: name, attributes: { delay: between(random, 500, 4000) } }, between(random, 5000, 15_000))
    case 'down':
      return { do: name, proxy, forMs: between(random, 500, 6000) }
    case 'pause_upstream':
      return { do: name, forMs: between(random, 2000, 12_000) }
    case 'terminate_backends':
      return { do: name }
    case 'crash_recorder': {
      const point = oneOf(random, crashPoints)
      return { do: name, slot, at: `${point}:${between(random, 1, point.startsWith('frames') ? 300 : 5)}` }
    }
    case 'kill_recorder':
    case 'replace_recorder':
      return { do: name, slot }
    case 'pause_recorder':
      return { do: name, slot, forMs: between(random, 8000, 14_000) }
    case 'restart_postgres':
      return { do: name, downMs: between(random, 1000, 10_000) }
    default:
      return name satisfies never
  }
}
