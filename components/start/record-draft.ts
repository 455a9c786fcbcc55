import type { RecordInput } from '#lib/api/run.ts'
import type { Watchable } from './watchable.ts'

/** What the form that records an existing run holds. */
export type RecordDraft = {
  upstreamRunId: string
  /** Empty for the dialect's first. */
  surface: string
  agentId: string
  threadId: string
}

export const emptyRecord: RecordDraft = { upstreamRunId: '', surface: '', agentId: '', threadId: '' }

export type RecordErrors = Partial<Record<keyof RecordDraft, string | undefined>>

/** What is missing, field by field. */
export function recordErrors(draft: RecordDraft, { needsAgent, needsThread }: Watchable): RecordErrors {
  const required = [
    'upstreamRunId' as const,
    ...(needsAgent ? ['agentId' as const] : []),
    ...(needsThread ? ['threadId' as const] : []),
  ]
  const missing = required.filter((name) => draft[name].trim() === '')
  return Object.fromEntries(missing.map((name) => [name, 'Required.']))
}

/** The request that the form asks for. Ids are pasted, and blanks come with them. */
export function recordInput(source: string, draft: RecordDraft, { surface }: Watchable): RecordInput {
  const [agentId, threadId] = [draft.agentId.trim(), draft.threadId.trim()]
  return {
    source,
    upstreamRunId: draft.upstreamRunId.trim(),
    surface: surface.name,
    ...(agentId && { agentId }),
    ...(threadId && { threadId }),
  }
}
