import type { OpenUsage } from '#components/sources/sources-view.tsx'
import { usageWindow } from '#components/sources/usage-rows.ts'
import type { Source } from '#lib/api/source.ts'
import type { Usage } from '#lib/api/usage.ts'
import { getUsage } from '#lib/db/get-usage.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import type { Rollup } from '#lib/dialects/rest.ts'

/** The usage of the last 24 hours, by slug, of the sources whose upstream accounts for it by the hour. */
export async function readUsageOfDay(sources: readonly Source[], now: number): Promise<Record<string, Usage>> {
  const { from, to } = usageWindow('hour', now)
  const read = sources
    .filter((source) => source.settings.discover && rollupsOf(source).includes('hour'))
    .map(async ({ slug }) => [slug, await getUsage(slug, { rollup: 'hour', from, to })] as const)
  return Object.fromEntries((await Promise.all(read)).flatMap(([slug, usage]) => (usage ? [[slug, usage]] : [])))
}

/** The usage that the address asks for as a table; null if it asks for none that there is. */
export async function readOpenUsage(
  source: Source | undefined,
  wanted: string | string[] | undefined,
  now: number,
): Promise<OpenUsage | null> {
  if (!source) return null
  const rollups = rollupsOf(source)
  const rollup = rollups.find((name) => name === wanted) ?? rollups[0]
  if (!rollup) return null
  const { from, to, words } = usageWindow(rollup, now)
  const usage = await getUsage(source.slug, { rollup, from, to })
  return usage && { slug: source.slug, rollup, words, usage }
}

function rollupsOf({ dialect }: Source): readonly Rollup[] {
  return getDialect(dialect)?.rest?.usage?.rollups ?? []
}
