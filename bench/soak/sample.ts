import { readFile, readdir } from 'node:fs/promises'
import type { Database } from '#lib/db/client.ts'
import { applicationName } from './recorders.ts'

/** What a process held at a moment. `connections` is null where the database did not answer. */
export type Sample = {
  process: string
  pid: number
  atMs: number
  rssMb: number
  files: number
  connections: number | null
}

/** Looks at processes, by their names. One that is gone meanwhile is left out. Linux only: elsewhere there are no samples. */
export async function takeSamples(
  processes: readonly { name: string; pid: number }[],
  db: Database,
): Promise<Sample[]> {
  const atMs = Date.now()
  const connections = await countConnections(db).catch(() => null)
  const samples = await Promise.all(
    processes.map(async ({ name, pid }) => {
      const held = await heldBy(pid).catch(() => null)
      const count = connections && (connections.get(applicationName(name)) ?? 0)
      return held && { process: name, pid, atMs, ...held, connections: count }
    }),
  )
  return samples.filter((sample) => sample !== null)
}

async function heldBy(pid: number) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const kb = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1])
  return { rssMb: kb / 1024, files: (await readdir(`/proc/${pid}/fd`)).length }
}

async function countConnections(db: Database): Promise<Map<string, number>> {
  const { rows } = await db.pool.query<{ application_name: string; count: number }>(
    'SELECT application_name, count(*)::int AS count FROM pg_stat_activity GROUP BY 1',
  )
  return new Map(rows.map(({ application_name, count }) => [application_name, count]))
}

/** What a process held over the time of a soak, from the samples of the pid that lived longest. */
export type Held = {
  process: string
  minutes: number
  rssMb: { first: number; last: number; most: number; perMinute: number | null }
  files: { first: number; last: number; most: number }
  connections: { most: number; last: number }
}

/** `warmUpMs`: growth is measured from then on, since a process fills its pools and heaps first. */
export function summarize(samples: readonly Sample[], { warmUpMs }: { warmUpMs: number }): Held[] {
  return [...Map.groupBy(samples, ({ process }) => process)].map(([process, all]) => {
    const lives = [...Map.groupBy(all, ({ pid }) => pid).values()]
    const life = lives.toSorted((a, b) => b.length - a.length)[0] ?? []
    const [first, last] = [life[0] as Sample, life.at(-1) as Sample]
    const settled = life.filter(({ atMs }) => atMs - first.atMs >= warmUpMs)
    const connections = life.flatMap((sample) => sample.connections ?? [])
    return {
      process,
      minutes: (last.atMs - first.atMs) / 60_000,
      rssMb: { ...range(life.map(({ rssMb }) => rssMb)), perMinute: slope(settled) },
      files: range(life.map(({ files }) => files)),
      connections: { most: Math.max(0, ...connections), last: connections.at(-1) ?? 0 },
    }
  })
}

function range(values: readonly number[]) {
  return { first: values[0] ?? 0, last: values.at(-1) ?? 0, most: Math.max(0, ...values) }
}

/** MB a minute, by least squares; null where less than two minutes were seen. */
function slope(samples: readonly Sample[]): number | null {
  const points = samples.map(({ atMs, rssMb }) => ({ x: atMs / 60_000, y: rssMb }))
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || last.x - first.x < 2) return null
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))]
  const over = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0)
  const under = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
  return over / under
}
