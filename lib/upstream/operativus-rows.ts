import type { RunQuery } from './operativus-request.ts'

/** A run as the service keeps it, under its own names. Tests may change it. */
export type OperativusRow = {
  id: string
  agentId: string
  sessionId: string
  userId: string | null
  orgId: string | null
  parentRunId: string | null
  status: string
  model: string | null
  inputTokens: number | null
  outputTokens: number | null
  durationMs: number | null
  totalCostUsd: number | null
  errorType: string | null
  errorMessage: string | null
  safetyRiskScore: number | null
  orchestrationStrategy: string | null
  input: string | null
  createdMs: number
  updatedMs: number
}

/** A row with nothing told of it but what is given. */
export function newRow(given: Partial<OperativusRow> & { id: string; createdMs: number }): OperativusRow {
  return {
    agentId: 'support',
    sessionId: `session-of-${given.id}`,
    userId: null,
    orgId: null,
    parentRunId: null,
    status: 'RUNNING',
    model: null,
    inputTokens: null,
    outputTokens: null,
    durationMs: null,
    totalCostUsd: null,
    errorType: null,
    errorMessage: null,
    safetyRiskScore: null,
    orchestrationStrategy: null,
    input: null,
    updatedMs: given.createdMs,
    ...given,
  }
}

export function isTerminal({ status }: OperativusRow): boolean {
  return ['COMPLETED', 'FAILED', 'CANCELLED', 'REJECTED', 'EXPIRED'].includes(status)
}

/** As the batch status gives it: the whole row. */
export function entityOf({ createdMs, updatedMs, ...row }: OperativusRow) {
  return { ...row, createdAt: localDateTime(createdMs), updatedAt: localDateTime(updatedMs) }
}

/** As lists give it: without texts. */
export function listedOf(row: OperativusRow) {
  const { input: _input, errorMessage: _errorMessage, ...listed } = entityOf(row)
  return listed
}

/** A page, newest first. Of several filters one counts: session, then agent, then status. */
export function pageOf(rows: readonly OperativusRow[], { sessionId, agentId, status, page, size }: RunQuery) {
  const found = rows
    .filter((row) => {
      if (sessionId) return row.sessionId === sessionId
      if (agentId) return row.agentId === agentId
      return !status || row.status === status
    })
    .toReversed()
    .toSorted((a, b) => b.createdMs - a.createdMs)
  return {
    content: found.slice(page * size, (page + 1) * size).map(listedOf),
    page: { size, number: page, totalElements: found.length, totalPages: Math.ceil(found.length / size) },
  }
}

/** Java's `LocalDateTime`: no zone; servers run in UTC. */
function localDateTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, -1)
}
