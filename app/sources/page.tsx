import type { Metadata } from 'next'
import { SourcesView } from '#components/sources/sources-view.tsx'
import { requireSession } from '#lib/auth/require-session.ts'
import { listSources } from '#lib/db/list-sources.ts'

export const metadata: Metadata = { title: 'Sources' }

export default async function SourcesPage({ searchParams }: { searchParams: Promise<{ edit?: string | string[] }> }) {
  await requireSession()
  const { edit } = await searchParams
  return <SourcesView sources={await listSources()} edit={typeof edit === 'string' ? edit : null} now={Date.now()} />
}
