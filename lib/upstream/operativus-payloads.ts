import { isTerminal, type OperativusRow } from './operativus-rows.ts'
import type { Complete } from './scripted-run.ts'

// Scripts say what happens, `{event, data}` in a chat stream and `{eventType, payload}` in a log; the service adds the
// rest and keeps the row up to date. A payload that is text goes out as it is, and is read for the row all the same.

/** A frame of the chat stream: `data` is text or null, so that objects become JSON in it. */
export function chatPayload(
  row: OperativusRow,
  frame: Parameters<Complete>[0],
  { tellsRunId }: { tellsRunId: boolean },
) {
  const said = objectOf(frame.payload)
  const event = said?.['event']
  if (said && typeof event === 'string') noteChat(row, event, said['data'])
  if (!said || typeof event !== 'string' || typeof frame.payload === 'string') return { payload: frame.payload }
  const first = event === 'START' && tellsRunId ? { runId: row.id, sessionId: row.sessionId } : ''
  const data = said['data'] === undefined ? first : said['data']
  const text = typeof data === 'object' && data !== null ? JSON.stringify(data) : data
  return { payload: { event, data: text, timestamp: said['timestamp'] ?? frame.nowMs } }
}

/** A frame of the log: the number, the row's ids and the time around what happened. */
export function logPayload(row: OperativusRow, frame: Parameters<Complete>[0]) {
  const said = objectOf(frame.payload)
  const eventType = said?.['eventType']
  if (!said || typeof eventType !== 'string') return { payload: frame.payload }
  if ((said['runId'] ?? row.id) === row.id) noteLog(row, eventType, objectOf(said['payload']))
  if (typeof frame.payload === 'string') return { payload: frame.payload, event: eventType }
  const payload = {
    id: Number(frame.id),
    eventType,
    runId: row.id,
    agentId: row.agentId,
    parentRunId: row.parentRunId,
    sessionId: row.sessionId,
    orgId: row.orgId,
    orchestrationDepth: 0,
    payload: {},
    eventTs: new Date(frame.nowMs).toISOString(),
    ...said,
  }
  return { payload, event: eventType }
}

/** The events after which a log is over. */
export const logEnds = ['RUN_COMPLETE', 'RUN_FAILED', 'RUN_CANCELLED']

function noteChat(row: OperativusRow, event: string, data: unknown): void {
  const metrics = event === 'METRICS' ? objectOf(data) : null
  if (event === 'ERROR') fail(row, data)
  else if (event === 'PAUSED') row.status = 'PAUSED'
  else if (event === 'CANCELLED') row.status = 'CANCELLED'
  else if (event === 'STOP' && !isTerminal(row)) row.status = 'COMPLETED'
  if (metrics) {
    row.inputTokens = count(metrics['inputTokens'])
    row.outputTokens = count(metrics['outputTokens'])
    row.totalCostUsd = count(metrics['costUsd'])
    row.model = typeof metrics['model'] === 'string' ? metrics['model'] : row.model
  }
}

function noteLog(row: OperativusRow, eventType: string, payload: Record<string, unknown> | null): void {
  if (eventType === 'RUN_START') row.status = 'RUNNING'
  else if (eventType === 'RUN_PAUSED') row.status = 'PAUSED'
  else if (eventType === 'RUN_COMPLETE') row.status = 'COMPLETED'
  else if (eventType === 'RUN_CANCELLED') row.status = 'CANCELLED'
  else if (eventType === 'RUN_FAILED') fail(row, payload?.['errorMessage'])
}

function fail(row: OperativusRow, message: unknown): void {
  row.status = 'FAILED'
  row.errorType = 'ERROR'
  row.errorMessage = typeof message === 'string' ? message : null
}

function count(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function objectOf(value: unknown): Record<string, unknown> | null {
  if (typeof value === 'string' && value.startsWith('{')) {
    try {
      return JSON.parse(value) as Record<string, unknown>
    } catch {
      return null
    }
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
}
