import { pickJson, pickText, type JsonObject } from './json.ts'

/** A logged event of teams and tasks in words; null for a type that is not known. */
export function noteOf(type: string, payload: JsonObject | null): string | null {
  const target = pickText(payload, ['targetAgentName', 'targetAgentId'])
  switch (type) {
    case 'DELEGATION_START':
      return `Delegates to ${target ?? 'another agent'}`
    case 'DELEGATION_COMPLETE': {
      const child = pickText(payload, ['childRunId'])
      return `${target ?? 'The other agent'} gave back the task${child === undefined ? '' : ` (run ${child})`}`
    }
    case 'HANDOFF': {
      const from = pickText(payload, ['sourceAgentName', 'sourceAgentId'])
      return `Hands over${from === undefined ? '' : ` from ${from}`} to ${target ?? 'another agent'}`
    }
    case 'ORCHESTRATOR_DECISION':
      return decision(payload, target)
    case 'TASK_CREATED': {
      const assignee = pickText(payload, ['assigneeAgentId'])
      return `Task created: ${taskIn(payload)}${assignee === undefined ? '' : `, for ${assignee}`}`
    }
    case 'TASK_UPDATED': {
      const status = pickText(payload, ['status'])
      return `Task ${taskIn(payload)}${status === undefined ? ' changed' : ` is ${status}`}`
    }
    default:
      return null
  }
}

/** Every orchestrator tells other things of its choice: the mode, whom it chose, and why where it says. */
function decision(payload: JsonObject | null, target: string | undefined): string {
  const mode = pickText(payload, ['mode'])
  const chosen = target ?? pickJson(payload, ['stepAgents', 'subtaskAgents', 'memberIds'])
  const why = pickText(payload, ['rationale'])
  return [
    `Orchestrator decided${mode === undefined ? '' : ` (${mode})`}`,
    ...(chosen === undefined ? [] : [`: ${chosen}`]),
    ...(why === undefined ? [] : [`. ${why}`]),
  ].join('')
}

function taskIn(payload: JsonObject | null): string {
  return pickText(payload, ['title', 'taskId']) ?? 'without a name'
}
