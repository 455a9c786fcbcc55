import { isoOrNull } from '#lib/api/instant.ts'
import type { Related, RunLink } from '#lib/api/related.ts'
import { RunStatus } from '#lib/api/run.ts'
import { SourceSettings } from '#lib/api/source.ts'
import { reasonsAgainst } from '#lib/dialects/reasons-against.ts'
import { database } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { readRunRef } from './read-run-ref.ts'

const MOST = 200

/** The runs around a run, joined by the upstream's ids, and what may be done with it; null if there is no such run. */
export async function listRelated(publicId: string, db = database()): Promise<Related | null> {
  const found = await readRunRef(publicId, db)
  if (!found) return null
  const { runId, sourceId, ref } = found
  const { parentUpstreamRunId, source } = await db.prisma.run.findUniqueOrThrow({
    where: { id: runId },
    select: { parentUpstreamRunId: true, source: { select: { settings: true } } },
  })
  const { class: sourceClass, dense } = found.dialect.stream(ref.surface, SourceSettings.parse(source.settings))
  const links = (where: Prisma.RunWhereInput) =>
    db.prisma.run.findMany({ where: { ...where, sourceId }, select: linkColumns, orderBy: { id: 'asc' }, take: MOST })
  const { upstreamRunId } = ref
  const [parents, children, streams] = await Promise.all([
    parentUpstreamRunId === null ? [] : links({ upstreamRunId: parentUpstreamRunId, id: { not: runId } }),
    upstreamRunId === null ? [] : links({ parentUpstreamRunId: upstreamRunId, id: { not: runId } }),
    upstreamRunId === null ? [] : links({ upstreamRunId, id: { not: runId } }),
  ])
  const [parent] = parents
  return {
    parent: parent ? toLink(parent) : null,
    children: children.map(toLink),
    streams: streams.map(toLink),
    actions: reasonsAgainst(found.dialect, found),
    promise: { class: sourceClass, dense },
  }
}

const linkColumns = {
  publicId: true,
  agent: true,
  persona: true,
  title: true,
  status: true,
  dialect: true,
  surface: true,
  source: { select: { slug: true } },
  startedUs: true,
} as const satisfies Prisma.RunSelect

type LinkRow = Prisma.RunGetPayload<{ select: typeof linkColumns }>

function toLink({ publicId, source, startedUs, status, ...same }: LinkRow): RunLink {
  return {
    ...same,
    id: publicId,
    status: RunStatus.parse(status),
    source: source.slug,
    startedAt: isoOrNull(startedUs),
  }
}
