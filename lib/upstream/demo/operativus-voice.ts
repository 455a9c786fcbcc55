import { emit, wait, type Step } from '../script.ts'
import type { Happening, Moment } from './timeline.ts'

/** A timeline as the chat stream of OperativusAI, up to but not including its end. Tools begin there and never end. */
export function chatSteps(moments: readonly Moment[]): Step[] {
  return [chat('START', ''), ...moments.flatMap(({ afterMs, what }) => [wait(afterMs), ...chatOf(what)])]
}

/** How a chat that goes well ends. */
export function chatEnd(moments: readonly Moment[], model: string, followUps: readonly string[]): Step[] {
  const { inputTokens, outputTokens } = tokensOf(moments)
  const totalTokens = inputTokens + outputTokens
  const costUsd = Number((totalTokens * 0.000_004).toFixed(6))
  return [
    chat('CONTENT_DONE', ''),
    ...(followUps.length > 0 ? [chat('FOLLOWUP_SUGGESTION', JSON.stringify(followUps))] : []),
    chat('METRICS', { inputTokens, outputTokens, totalTokens, llmCalls: 1 + callsOf(moments), model, costUsd }),
    chat('STOP', ''),
  ]
}

/** How a chat that fails ends: it stops like one that went well. */
export function chatFailure(error: string): Step[] {
  return [chat('ERROR', error), chat('CONTENT_DONE', ''), chat('STOP', '')]
}

export const chatCancelled: Step = emit({ event: 'CANCELLED', data: 'Run cancelled by client' })

/** The whole stream of a team: that it began, its answer in one piece, and at the end which run it was. */
export function teamSteps(moments: readonly Moment[], run: { runId: string; sessionId: string }): Step[] {
  const content = moments.map(({ what }) => (what.name === 'say' ? what.text : '')).join('')
  const takesMs = moments.reduce((sum, { afterMs }) => sum + afterMs, 0)
  return [
    chat('START', ''),
    chat('TOOL_START', 'Initiating ROUTER Team Orchestration...'),
    wait(takesMs),
    chat('CONTENT_DELTA', content),
    chat('STOP', { ...run, content, status: 'COMPLETED' }),
  ]
}

/** A timeline as a run-event log, from start to end: what was done, and nothing of what was said. */
export function logSteps(
  moments: readonly Moment[],
  { agent, model, error }: { agent: string; model: string; error: string | null },
): Step[] {
  const steps = moments.flatMap(({ afterMs, what }) => [wait(afterMs), ...logOf(what, agent, model)])
  const { inputTokens, outputTokens } = tokensOf(moments)
  const promptTokens = Math.max(1, Math.round(inputTokens / 2))
  const answered = { status: 'ok', latencyMs: 900, model, promptTokens, completionTokens: outputTokens }
  const end = error
    ? logged('RUN_FAILED', { errorClass: 'ToolExecutionException', errorMessage: error, contextLimit: false })
    : logged('RUN_COMPLETE', { agentName: agent, status: 'COMPLETED', toolCallCount: callsOf(moments) })
  return [
    logged('RUN_START', { agentName: agent, modelId: model, isTeam: false }),
    logged('LLM_REQUEST', { agentId: agent, mode: 'SINGLE', model, promptLength: 4 * promptTokens }),
    ...steps,
    ...(error ? [] : [logged('LLM_RESPONSE', answered)]),
    end,
  ]
}

/** An entry of a run-event log; number, time and ids are added by the server. */
export function logged(eventType: string, payload: object): Step {
  return emit({ eventType, payload })
}

function chat(event: string, data: string | object): Step {
  return emit({ event, data })
}

function chatOf(what: Happening): Step[] {
  switch (what.name) {
    case 'say':
      return [chat('CONTENT_DELTA', what.text)]
    case 'think':
      return [chat('REASONING_DELTA', what.text)]
    case 'called':
      return [chat('TOOL_START', `Executing Tool: ${what.call.name}`)]
    case 'progress':
    case 'returned':
    case 'notice':
    case 'asked':
    case 'delegated':
      return []
    default:
      return what satisfies never
  }
}

function logOf(what: Happening, agent: string, model: string): Step[] {
  switch (what.name) {
    case 'called': {
      const inputLength = JSON.stringify(what.call.args).length
      return [
        logged('TOOL_INVOKED', { toolName: what.call.name, agentName: agent, inputLength, hasAgentIdentity: true }),
      ]
    }
    case 'returned': {
      const outputLength = JSON.stringify(what.call.result ?? '').length
      const status = what.failed ? 'error' : 'ok'
      return [
        logged('TOOL_COMPLETED', { toolName: what.call.name, durationMs: what.call.ms, status, outputLength }),
        ...(what.failed ? [] : [logged('LLM_REQUEST', { agentId: agent, mode: 'SINGLE', model, promptLength: 900 })]),
      ]
    }
    case 'notice':
      return [
        logged('LLM_RESPONSE', { status: 'error', latencyMs: 40, errorClass: 'RateLimit', errorMessage: what.message }),
      ]
    case 'say':
    case 'think':
    case 'progress':
    case 'asked':
    case 'delegated':
      return []
    default:
      return what satisfies never
  }
}

function tokensOf(moments: readonly Moment[]) {
  const spoken = moments.filter(({ what }) => what.name === 'say' || what.name === 'think').length
  return { inputTokens: 640 + 180 * callsOf(moments), outputTokens: spoken }
}

function callsOf(moments: readonly Moment[]): number {
  return moments.filter(({ what }) => what.name === 'called').length
}
