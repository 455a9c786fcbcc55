import type { RunEvent } from './run-event.ts'

// No call of OperativusAI has an id in code, so starts and ends are paired by run, name and order. The chat stream of
// the code that was read sends TOOL_START but never TOOL_END: such a call stays open. An end made up at the next text or
// at STOP would be a duration that nobody measured.

// Calls whose ends never come must not make every later frame dearer.
const MAX_OPEN = 1000

type OpenTool = { callId: string; name: string; made: boolean; runId: string | null }

/** Calls without an end so far, oldest first, and how many ids were made up. */
export type OpenTools = { open: readonly OpenTool[]; made: number }

export const noTools: OpenTools = { open: [], made: 0 }

type Paired = { tools: OpenTools; events: readonly RunEvent[] }

/** A call begins. One that is told again under the id of an open call only goes on. */
export function startTool(
  tools: OpenTools,
  call: { callId?: string | undefined; name: string; arguments?: string | undefined; runId: string | null },
): Paired {
  if (tools.open.some(({ callId }) => callId === call.callId)) return { tools, events: [] }
  const made = tools.made + (call.callId === undefined ? 1 : 0)
  const callId = call.callId ?? `#${made}`
  const open = { callId, name: call.name, made: call.callId === undefined, runId: call.runId }
  const input = call.arguments === undefined ? {} : { arguments: call.arguments }
  return {
    tools: { open: [...tools.open.slice(1 - MAX_OPEN), open], made },
    events: [{ type: 'tool.started', callId, name: call.name, ...input }],
  }
}

/** A call ends: the one of that id, else the oldest of that name, else (where no name is told) the oldest. */
export function endTool(
  tools: OpenTools,
  end: {
    callId?: string | undefined
    name?: string | undefined
    runId: string | null
    result?: string | undefined
    error?: string | undefined
  },
): Paired {
  const open = findOpen(tools, end)
  const made = tools.made + (open || end.callId !== undefined ? 0 : 1)
  return {
    tools: { open: tools.open.filter((call) => call !== open), made },
    events: [
      {
        type: 'tool.ended',
        callId: open?.callId ?? end.callId ?? `#${made}`,
        name: open?.name ?? end.name ?? 'tool',
        ...(end.result !== undefined && { result: end.result }),
        ...(end.error !== undefined && { error: end.error }),
      },
    ],
  }
}

/** The open call that is meant, if any. An id of its own does not keep an end from a start that had none. */
export function findOpen(
  { open }: OpenTools,
  { callId, name, runId }: { callId?: string | undefined; name?: string | undefined; runId: string | null },
): OpenTool | undefined {
  const known = callId === undefined ? undefined : open.find((call) => call.callId === callId)
  if (known) return known
  return open.find(
    (call) => call.runId === runId && (callId === undefined || call.made) && (name === undefined || call.name === name),
  )
}
