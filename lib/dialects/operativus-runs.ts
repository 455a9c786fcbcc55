import { asObject, parseJson, pickText, type JsonObject } from './json.ts'
import { instantMs } from './operativus-instant.ts'
import { statusOf } from './operativus-status.ts'
import type { UpstreamRun } from './rest.ts'

const TOTALS = ['inputTokens', 'outputTokens', 'reasoningTokens', 'durationMs', 'totalCostUsd', 'safetyRiskScore']
const METADATA = ['userId', 'orgId', 'orchestrationStrategy', 'errorType']

/**
 * The runs of an answer: a Spring page, the batch status as a list, as `{runs: […]}` or by id (entities or words), or
 * one run. Documentation and code differ in which, so all are read.
 */
export function readRuns(text: string): readonly UpstreamRun[] {
  const answer = parseJson(text)
  if (Array.isArray(answer)) return answer.flatMap((item) => runIn(asObject(item)))
  const object = asObject(answer)
  if (!object) return []
  const single = runIn(object)
  if (single.length > 0) return single
  for (const name of ['content', 'runs', 'data']) {
    const inside = object[name]
    if (Array.isArray(inside)) return inside.flatMap((item) => runIn(asObject(item)))
    const byId = asObject(inside)
    if (byId) return runsById(byId)
  }
  return runsById(object)
}

/** Words are believed only where all are words for a status: what an error says of itself is no run. */
function runsById(object: JsonObject): UpstreamRun[] {
  const entries = Object.entries(object)
  if (entries.length > 0 && entries.every(([id, word]) => id !== 'status' && statusOf(word) !== null)) {
    return entries.flatMap(([id, status]) => runIn({ id, status }))
  }
  return entries.flatMap(([id, value]) => {
    const entity = asObject(value)
    return entity ? runIn({ ...entity, id: pickText(entity, ['id', 'runId']) ?? id }) : []
  })
}

/** One run (AgentRun.java, AgentRunResponse.java, AgentRunStatusDTO.java), or none if it has no id or no status. */
function runIn(entity: JsonObject | null): UpstreamRun[] {
  const upstreamRunId = pickText(entity, ['id', 'runId'])
  if (!entity || upstreamRunId === undefined || typeof entity['status'] !== 'string') return []
  const status = statusOf(entity['status'])
  const hasEnded = status === 'completed' || status === 'failed' || status === 'cancelled'
  const told = {
    threadId: pickText(entity, ['sessionId']),
    agent: pickText(entity, ['agentId']),
    model: pickText(entity, ['model']),
    title: pickText(entity, ['input']),
    parentRunId: pickText(entity, ['parentRunId']),
    error: pickText(entity, ['errorMessage', 'errorType']),
  }
  const totals = TOTALS.flatMap((name): (readonly [string, number | string])[] => {
    const value = entity[name]
    if (typeof value === 'number') return Number.isFinite(value) ? [[name, value]] : []
    return said(entity, name)
  })
  return [
    {
      upstreamRunId,
      status,
      createdMs: instantMs(entity['createdAt']) ?? instantMs(entity['startedAt']),
      // No field says when it ended; nothing is changed in a row after that.
      endedMs: hasEnded ? (instantMs(entity['completedAt']) ?? instantMs(entity['updatedAt'])) : null,
      ...onlyTold(told),
      ...(totals.length > 0 && { totals: Object.fromEntries(totals) }),
      metadata: Object.fromEntries(METADATA.flatMap((name) => said(entity, name))),
    },
  ]
}

function said(entity: JsonObject, name: string): (readonly [string, string])[] {
  const text = pickText(entity, [name])
  return text === undefined ? [] : [[name, text]]
}

/** Without the fields that were not told. */
function onlyTold<Name extends string>(fields: Record<Name, string | undefined>): Partial<Record<Name, string>> {
  const told = Object.entries<string | undefined>(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(told) as Partial<Record<Name, string>>
}
