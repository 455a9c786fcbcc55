import type { SettingName, SourceSettings } from '#lib/api/source.ts'
import { getDialect } from '#lib/dialects/dialects.ts'

/** Settings that reading needs, in words. */
const needed: readonly { name: SettingName & ('apiBaseUrl' | 'agents'); words: string }[] = [
  { name: 'apiBaseUrl', words: 'an API address' },
  { name: 'agents', words: 'agents' },
]

/** What must be given before there is any list of runs to read: `an API address and agents`; null if nothing must. */
export function missingForLists(dialectName: string, settings: SourceSettings): string | null {
  const dialect = getDialect(dialectName)
  if (!dialect?.rest || dialect.rest.lists(settings).length > 0) return null
  const missing = needed.filter(({ name }) => dialect.settings.includes(name) && !settings[name]?.length)
  return missing.length > 0 ? missing.map(({ words }) => words).join(' and ') : null
}

/** What must be given before usage can be read. */
export function missingForUsage(dialectName: string, settings: SourceSettings): string | null {
  const usage = getDialect(dialectName)?.rest?.usage
  const [rollup] = usage?.rollups ?? []
  if (!usage || !rollup || settings.apiBaseUrl) return null
  return usage.request({ sinceMs: 0, untilMs: 1, rollup }).host === 'api' ? 'an API address' : null
}
