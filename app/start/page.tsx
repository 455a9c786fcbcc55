import type { Metadata } from 'next'
import { StartView } from '#components/start/start-view.tsx'
import { requireSession } from '#lib/auth/require-session.ts'
import { listSources } from '#lib/db/list-sources.ts'

export const metadata: Metadata = { title: 'Start a run' }

export default async function StartPage() {
  await requireSession()
  return <StartView sources={await listSources()} />
}
