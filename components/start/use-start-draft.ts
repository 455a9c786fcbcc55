'use client'

import { useSyncExternalStore } from 'react'
import { z } from 'zod'
import type { Operation } from '#lib/dialects/dialect.ts'
import { newUuid } from './new-uuid.ts'
import { emptyStart, freshStart, type StartDraft } from './start-draft.ts'
import { createStoredDrafts, readRemembered, remember } from './stored-drafts.ts'

const StoredStart = z.object({
  values: z.record(z.string(), z.string()),
  body: z.string(),
  idempotencyKey: z.string(),
  agent: z.string(),
  model: z.string(),
  startedRun: z.string().nullable(),
})

const drafts = createStoredDrafts<StartDraft>(StoredStart, () => sessionStorage)

export type StartForms = {
  draft: StartDraft
  change: (part: Partial<StartDraft>) => void
  /** Begins anew. */
  clear: () => void
  /** It was sent, and this is the run that came of it. */
  started: (run: string) => void
}

/** What the form of an operation of a source holds. It outlives the page, in this tab. */
export function useStartDraft(source: string, operation: Operation): StartForms {
  const key = `runtape.start.${source}.${operation.name}`
  const fresh = () => freshStart(operation, { remembered: readRemembered(source), newId: newUuid })
  const read = () => drafts.read(key, fresh)
  // The server knows neither what was typed nor a new id.
  const draft = useSyncExternalStore(drafts.subscribe, read, () => emptyStart)
  return {
    draft,
    // Read anew: what is typed while a request is on its way is not lost.
    change: (part) => drafts.write(key, { ...read(), startedRun: null, ...part }),
    clear: () => drafts.write(key, fresh()),
    started(run) {
      const sent = operation.fields.filter((field) => field.remembered && draft.values[field.name]?.trim())
      remember(source, Object.fromEntries(sent.map(({ name }) => [name, draft.values[name]?.trim() ?? ''])))
      drafts.write(key, { ...read(), startedRun: run })
    },
  }
}
