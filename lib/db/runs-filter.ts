import type { RunsQuery } from '#lib/api/run.ts'
import type { Prisma } from './generated/client.ts'

export type RunsFilter = Omit<RunsQuery, 'limit' | 'cursor'>

/** The filters of a list of runs as a condition. */
export function runsFilter(query: RunsFilter): Prisma.RunWhereInput {
  const text = query.q?.trim()
  return {
    ...(query.status ? { status: { in: query.status } } : {}),
    ...(query.recording ? { recording: { in: query.recording } } : {}),
    ...(query.source ? { source: { slug: { in: query.source } } } : {}),
    ...(query.agent ? { agent: { in: query.agent } } : {}),
    ...(query.model ? { model: { in: query.model } } : {}),
    ...(query.thread ? { threadId: query.thread } : {}),
    ...(query.from || query.to ? { createdAt: between(query.from, query.to) } : {}),
    ...(text ? { OR: anywhere(text) } : {}),
  }
}

function between(from?: string, to?: string): Prisma.DateTimeFilter {
  return { ...(from ? { gte: new Date(from) } : {}), ...(to ? { lt: new Date(to) } : {}) }
}

/** Title, agent and ids that contain the text. Prisma passes `%` and `_` on as wildcards, so they are escaped here. */
function anywhere(text: string): Prisma.RunWhereInput[] {
  const contains = { contains: text.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' as const }
  return [
    { title: contains },
    { agent: contains },
    { publicId: contains },
    { upstreamRunId: contains },
    { threadId: contains },
  ]
}
