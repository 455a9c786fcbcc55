import type { OperationField } from './dialect.ts'

const sessionId: OperationField = {
  name: 'sessionId',
  label: 'Session id',
  type: 'text',
  in: 'body',
  required: true,
  initial: 'uuid',
  help: 'Chosen by the client: the id of an earlier run continues its conversation.',
}
const organizationId: OperationField = {
  name: 'organizationId',
  label: 'Organization id',
  type: 'text',
  in: 'body',
  required: true,
  remembered: true,
  help: 'Must be the organization of the credential.',
}
const fileThreadId: OperationField = {
  name: 'fileThreadId',
  label: 'File thread id',
  type: 'text',
  in: 'body',
  required: false,
  help: 'For conversations about one document.',
}
const runId: OperationField = {
  name: 'runId',
  label: 'Run id',
  type: 'text',
  in: 'body',
  required: false,
  help: 'Chosen by the client; an idempotency key takes precedence.',
}

/** The form of `POST /agent/runs`. */
export const runFields: readonly OperationField[] = [
  {
    name: 'message',
    label: 'Message',
    type: 'textarea',
    in: 'body',
    required: true,
    placeholder: 'What should the agent do?',
  },
  sessionId,
  organizationId,
  fileThreadId,
  { name: 'action', label: 'Action', type: 'select', in: 'body', required: false, options: ['chat'] },
  runId,
]

/** The form of `POST /agent/workflow-actions`. */
export const workflowActionFields: readonly OperationField[] = [
  {
    name: 'workflowAction',
    label: 'Workflow action',
    type: 'json',
    in: 'body',
    required: true,
    help: 'toolId, toolName, aiDescription, runtimeScope and the parameters of the action.',
    placeholder: '{"toolId": "…", "toolName": "…", "aiDescription": "…"}',
  },
  sessionId,
  organizationId,
  fileThreadId,
  {
    name: 'previousOutputs',
    label: 'Previous outputs',
    type: 'json',
    in: 'body',
    required: false,
    help: 'A list: the outputs of earlier steps.',
    placeholder: '[{}]',
  },
  {
    name: 'userTimezone',
    label: 'Time zone',
    type: 'text',
    in: 'body',
    required: false,
    placeholder: 'America/New_York',
  },
  {
    name: 'source',
    label: 'Triggered from',
    type: 'select',
    in: 'body',
    required: false,
    options: ['automation', 'api', 'other'],
  },
  runId,
]
