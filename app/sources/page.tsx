import type { Metadata } from 'next'
import { SourcesView } from '#components/sources/sources-view.tsx'
import { requireSession } from '#lib/auth/require-session.ts'
import { listSources } from '#lib/db/list-sources.ts'
import { readOpenUsage, readUsageOfDay } from './read-usage.ts'

export const metadata: Metadata = { title: 'Sources' }

export default async function SourcesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  await requireSession()
  const { edit, usage, rollup } = await searchParams
  const now = Date.now()
  const sources = await listSources()
  const [usageOfDay, openUsage] = await Promise.all([
    readUsageOfDay(sources, now),
    readOpenUsage(
      sources.find(({ slug }) => slug === usage),
      rollup,
      now,
    ),
  ])
  return (
    <SourcesView
      sources={sources}
      usage={usageOfDay}
      openUsage={openUsage}
      edit={typeof edit === 'string' ? edit : null}
      now={now}
    />
  )
}
