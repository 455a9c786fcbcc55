import { createSource } from '#lib/db/create-source.ts'
import type { Database } from '#lib/db/client.ts'
import type { SourceClass } from '#lib/dialects/dialect.ts'
import { startFaultProxy, type FaultProxy } from '#lib/faults/fault-proxy.ts'
import type { Random } from './random.ts'

/** A source, and the link to its upstream that faults are put on. */
export type SoakSource = { slug: string; sourceClass: SourceClass; proxy: FaultProxy }

const dialects = { A: 'arkloop', B: 'modus', C: 'generic' } as const satisfies Record<SourceClass, string>

/** Two sources of each class, each over a link of its own, so that a fault strikes only some. */
export async function makeSources(
  urls: Record<SourceClass, string>,
  { random, db }: { random: Random; db: Database },
): Promise<SoakSource[]> {
  const sources: SoakSource[] = []
  for (const sourceClass of ['A', 'B', 'C'] as const) {
    for (const number of [1, 2]) {
      const slug = `${sourceClass.toLowerCase()}${number}`
      const proxy = await startFaultProxy(urls[sourceClass], { random })
      // Silence is noticed after five seconds, the least that can be set.
      const settings = { idleSeconds: 5 }
      const dialect = dialects[sourceClass]
      await createSource({ name: slug, slug, dialect, baseUrl: proxy.url, settings }, db, Buffer.alloc(32))
      sources.push({ slug, sourceClass, proxy })
    }
  }
  return sources
}
