import type { Dialect, StartRequest } from './dialect.ts'
import { eventId, lastEventId } from './event-id.ts'
import { asObject, parseObject, pickText } from './json.ts'
import { workflowActionFields, runFields } from './modus-forms.ts'
import { interpretModus, noTools, type ModusState } from './modus-frames.ts'
import { modusRest } from './modus-rest.ts'
import { compareRedisIds, parseRedisId } from './redis-id.ts'

// Modus (docs: "Create a run and stream events via SSE", "Resume or watch an existing run's SSE event stream"). Frames
// are `id: <ms>-<n>` and one line of JSON. The same Idempotency-Key and body resume the same run.

const YEAR_2001_MS = 1e12
const YEAR_2286_MS = 1e13

/** Modus agent runs and workflow actions. */
export const modus: Dialect<ModusState> = {
  name: 'modus',
  label: 'Modus',
  summary: 'resumes, tools',
  initial: noTools,
  settings: ['apiBaseUrl', 'discover', 'agents'],
  surfaces: [{ name: '', label: 'Stream' }],
  stream: () => ({ class: 'B', dense: false, grace: null, endedEarly: 'reconnect', askAfterMs: null }),
  interpret: (state, block) => interpretModus(state, parseObject(block.data)),
  identify: (block) => eventId(block.id),
  compareIds: compareRedisIds,
  emittedUs(block) {
    const id = block.id === null ? null : parseRedisId(block.id)
    // A server that counts otherwise gives no time: 1-0 is not a moment in 1970.
    return id && id.ms >= YEAR_2001_MS && id.ms < YEAR_2286_MS ? id.ms * 1000 : null
  },
  operations: [
    {
      name: 'run',
      label: 'Agent run',
      idempotent: true,
      surface: '',
      created: null,
      fields: runFields,
      upstreamRunId: chosenRunId,
      request: (start, id) => post('/agent/runs', start, id),
      title: (start) => pickText(start.body, ['message']) ?? null,
      threadId: (start) => pickText(start.body, ['sessionId']) ?? null,
      metadata: requestMetadata,
    },
    {
      name: 'workflow-action',
      label: 'Workflow action',
      idempotent: true,
      surface: '',
      created: null,
      fields: workflowActionFields,
      upstreamRunId: chosenRunId,
      request: (start, id) => post('/agent/workflow-actions', start, id),
      title: workflowTitle,
      threadId: (start) => pickText(start.body, ['sessionId']) ?? null,
      metadata: requestMetadata,
    },
  ],
  watch({ upstreamRunId, cursor }) {
    if (upstreamRunId === null) return null
    return {
      method: 'GET',
      path: streamPath(upstreamRunId),
      headers: { accept: 'text/event-stream', ...(cursor !== null && lastEventId(cursor)) },
      body: null,
    }
  },
  // No documented call is free of effects but watching a run; one that does not exist shows host and credential.
  check: () => ({
    method: 'GET',
    path: streamPath('00000000-0000-0000-0000-000000000000'),
    headers: { accept: 'text/event-stream' },
    body: null,
  }),
  atEnd: () => null,
  cancel: () => ({ reason: 'Modus has no documented call that cancels a run.' }),
  input: () => ({ reason: 'Modus has no documented call that answers a run.' }),
  rest: modusRest,
}

/** "Idempotency-Key header takes precedence" over `runId`; without either, the run gets an id of ours. */
function chosenRunId(start: StartRequest, fallbackId: string): string {
  return start.idempotencyKey ?? pickText(start.body, ['runId']) ?? fallbackId
}

function post(path: string, start: StartRequest, upstreamRunId: string | null) {
  return {
    method: 'POST',
    path,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(upstreamRunId !== null && { 'idempotency-key': upstreamRunId }),
    },
    body: JSON.stringify(start.body),
  }
}

function streamPath(runId: string) {
  return `/agent/runs/${encodeURIComponent(runId)}/stream`
}

function workflowTitle(start: StartRequest): string | null {
  return pickText(asObject(start.body['workflowAction']), ['aiDescription', 'toolName', 'toolId']) ?? null
}

function requestMetadata(start: StartRequest): Record<string, string> {
  const said = ['organizationId', 'fileThreadId', 'source', 'userTimezone'].map((name) => [
    name,
    pickText(start.body, [name]),
  ])
  const toolName = pickText(asObject(start.body['workflowAction']), ['toolName'])
  return Object.fromEntries([...said, ['toolName', toolName]].filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >
}
