import type { SourceCheck } from '#lib/api/source.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { findingsOf, type Finding } from './finding.ts'

const { ok, fail } = findingsOf('sources')

export type SourceDeps = {
  /** Opens a source's credential and headers; rejects where the secret does not fit. */
  open(id: string): Promise<OpenUpstream | null>
  check(upstream: OpenUpstream): Promise<SourceCheck>
}

/** Every source: whether its credential can be opened here, and whether its upstream answers to it. All at once. */
export async function checkSources(
  sources: readonly { id: string; slug: string; dialect: string }[],
  deps: SourceDeps,
): Promise<Finding[]> {
  if (sources.length === 0) return [ok('none', 'no source yet')]
  return Promise.all(sources.map((source) => checkSource(source, deps)))
}

async function checkSource(
  { id, slug, dialect }: { id: string; slug: string; dialect: string },
  { open, check }: SourceDeps,
): Promise<Finding> {
  if (!getDialect(dialect)) {
    return fail(
      slug,
      `its dialect ${dialect} is unknown here`,
      'Update this Runtape to the version that made the source.',
    )
  }
  let upstream: OpenUpstream | null
  try {
    upstream = await open(id)
  } catch {
    const todo = 'Bring back the secret file that they were sealed with, or enter them again on the page Sources.'
    return fail(slug, 'its credential or a header cannot be opened with this secret', todo)
  }
  if (!upstream) return ok(slug, 'was just deleted')
  const { ok: answers, detail } = await check(upstream)
  return answers
    ? ok(slug, detail)
    : fail(slug, detail, 'Mend the address or the credential on the page Sources, or wait.')
}
