import type { Metadata } from 'next'
import { RecordersView } from '#components/recorders/recorders-view.tsx'
import { requireSession } from '#lib/auth/require-session.ts'
import { listRecorders } from '#lib/db/list-recorders.ts'

export const metadata: Metadata = { title: 'Recorders' }

export default async function RecordersPage() {
  await requireSession()
  return <RecordersView recorders={await listRecorders()} now={Date.now()} />
}
