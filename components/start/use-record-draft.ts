'use client'

import { useSyncExternalStore } from 'react'
import { z } from 'zod'
import { emptyRecord, type RecordDraft } from './record-draft.ts'
import { createStoredDrafts } from './stored-drafts.ts'

const StoredRecord = z.object({
  upstreamRunId: z.string(),
  surface: z.string(),
  agentId: z.string(),
  threadId: z.string(),
})

const drafts = createStoredDrafts<RecordDraft>(StoredRecord, () => sessionStorage)

/** What the form of a source's existing runs holds. It outlives the page, in this tab. */
export function useRecordDraft(source: string): { draft: RecordDraft; change: (part: Partial<RecordDraft>) => void } {
  const key = `runtape.record.${source}`
  const read = () => drafts.read(key, () => emptyRecord)
  const draft = useSyncExternalStore(drafts.subscribe, read, () => emptyRecord)
  return { draft, change: (part) => drafts.write(key, { ...read(), ...part }) }
}
