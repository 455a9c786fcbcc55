import type { Source } from '#lib/api/source.ts'

/** What to call a source in a list: its name, and its slug where others have the same name. */
export function sourceName({ name, slug }: Source, sources: readonly Source[]): string {
  const isShared = sources.some((other) => other.slug !== slug && other.name === name)
  return isShared ? `${name} · ${slug}` : name
}
