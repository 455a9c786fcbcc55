import { createSource } from '#lib/db/create-source.ts'
import type { Database } from '#lib/db/client.ts'
import type { SourceClass } from '#lib/dialects/dialect.ts'
import { startFaultProxy, type FaultProxy } from '#lib/faults/fault-proxy.ts'
import type { Random } from './random.ts'
import type { SoakDialect } from './run-script.ts'

/** A source, and the link to its upstream that faults are put on. */
export type SoakSource = { slug: string; dialect: SoakDialect; sourceClass: SourceClass; proxy: FaultProxy }

/** Two of each class. */
const kinds: readonly Omit<SoakSource, 'proxy'>[] = [
  { slug: 'a1', dialect: 'arkloop', sourceClass: 'A' },
  { slug: 'a2', dialect: 'operativus', sourceClass: 'A' },
  { slug: 'b1', dialect: 'modus', sourceClass: 'B' },
  { slug: 'b2', dialect: 'modus', sourceClass: 'B' },
  { slug: 'c1', dialect: 'generic', sourceClass: 'C' },
  { slug: 'c2', dialect: 'generic', sourceClass: 'C' },
]

/** The sources, each over a link of its own, so that a fault strikes only some. */
export async function makeSources(
  urls: Record<SoakDialect, string>,
  { random, db }: { random: Random; db: Database },
): Promise<SoakSource[]> {
  const sources: SoakSource[] = []
  for (const kind of kinds) {
    const { slug, dialect } = kind
    const proxy = await startFaultProxy(urls[dialect], { random })
    // Silence is noticed after five seconds, the least that can be set.
    const settings = { idleSeconds: 5 }
    await createSource({ name: slug, slug, dialect, baseUrl: proxy.url, settings }, db, Buffer.alloc(32))
    sources.push({ ...kind, proxy })
  }
  return sources
}
