import type { Run } from '#lib/api/run.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import type { Recordable } from './run-words.ts'

type Facts = Pick<Run, 'dialect' | 'surface' | 'upstreamRunId' | 'threadId' | 'agent' | 'integrity'>

/** Whether a run could be recorded from here by its upstream's id, as far as its dialect can say. */
export function recordable(run: Facts): Recordable {
  const dialect = getDialect(run.dialect)
  const { surface, upstreamRunId, threadId, agent } = run
  if (dialect === null) return { can: false, reason: 'This version does not know its dialect.' }
  if (upstreamRunId === null) return { can: false, reason: 'Its upstream never said under which id it runs.' }
  if (run.integrity === 'not_recorded' && !dialect.rest?.streams) {
    return {
      can: false,
      reason: `It cannot be recorded from here: ${dialect.label} lists runs under other ids than their streams have.`,
    }
  }
  const ref = { surface, upstreamRunId, threadId, agent, lastId: null, start: null, startedMs: null }
  if (dialect.watch({ ...ref, cursor: null, settings: {}, sweep: false }) === null)
    return { can: false, reason: 'This stream cannot be asked for by the run’s id.' }
  return { can: true }
}
