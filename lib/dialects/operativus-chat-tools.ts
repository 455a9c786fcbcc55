import { parseObject, pickJson, pickText } from './json.ts'
import type { Kind } from './kind.ts'
import { endTool, findOpen, startTool, type OpenTools } from './operativus-tools.ts'
import type { RunEvent } from './run-event.ts'

// In code TOOL_START is text (`Executing Tool: <name>`), in the documentation JSON with name and arguments, TOOL_END the
// tool's result. A result is anybody's JSON: its `id` and `name` count only if they are those of an open call.

const ID = ['toolCallId', 'tool_call_id', 'callId', 'id']
const NAME = ['toolName', 'tool_name', 'name', 'tool']
const ARGUMENTS = ['arguments', 'args', 'input', 'parameters']
const RESULT = ['result', 'output', 'content', 'response']
const MAX_NAME = 120

type ToolReading = { tools: OpenTools; kind: Kind; events: readonly RunEvent[] }

/** What an event about a tool means. */
export function interpretChatTool(
  tools: OpenTools,
  event: 'TOOL_START' | 'TOOL_END' | 'TOOL_ERROR',
  text: string,
): ToolReading {
  if (event === 'TOOL_START') return started(tools, text)
  const payload = parseObject(text)
  const callId = pickText(payload, ID)
  const name = pickText(payload, NAME) ?? /^Tool (?:finished|failed): ([^\s:]+)/i.exec(text)?.[1]
  const named = (callId ?? name) === undefined ? undefined : findOpen(tools, { callId, name, runId: null })
  const unseen = tools.open.length === 0 ? { name } : {}
  const whole = text === '' ? undefined : text
  const told = event === 'TOOL_END' ? { result: (named && pickJson(payload, RESULT)) ?? whole } : undefined
  const error = pickText(payload, ['message', 'error', 'errorMessage']) ?? whole ?? 'The call failed.'
  return {
    ...endTool(tools, { ...(named ? { callId: named.callId } : unseen), runId: null, ...(told ?? { error }) }),
    kind: 'result',
  }
}

function started(tools: OpenTools, text: string): ToolReading {
  const team = /^Initiating .* Team Orchestration/i.exec(text)
  // Said once at the start of a team's run: no call, and nothing ever ends it.
  if (team) return { tools, kind: 'notice', events: [{ type: 'notice', message: text, severity: 'info' }] }
  const payload = parseObject(text)
  const said = payload ? pickText(payload, NAME) : /^(?:Executing|Calling) Tool: (.+)$/is.exec(text)?.[1]
  const name = (said ?? (payload ? '' : text)).trim().slice(0, MAX_NAME) || 'tool'
  const call = { callId: pickText(payload, ID), name, arguments: pickJson(payload, ARGUMENTS), runId: null }
  return { ...startTool(tools, call), kind: 'tool' }
}
