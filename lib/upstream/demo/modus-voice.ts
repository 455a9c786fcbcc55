import { comment, emit, wait, type Step } from '../script.ts'
import type { Happening, Moment } from './timeline.ts'

/** How one installation writes what the documents leave open: the fields of its tool frames, and its heartbeats. */
export type ModusVoice = {
  tools: 'id' | 'toolCallId' | 'callId' | 'tool_call_id' | 'nested'
  heartbeat: 'with id' | 'without id' | 'comment'
  heartbeatMs: number
  /** Says how many tokens a run took before it is done. */
  usage: boolean
}

/** A timeline as Modus frames, up to but not including the terminal one. */
export function modusSteps(moments: readonly Moment[], voice: ModusVoice): Step[] {
  return moments.flatMap(({ afterMs, what }) => {
    const payload = payloadOf(what, voice)
    return [...waited(afterMs, voice), ...(payload === null ? [] : [emit(payload)])]
  })
}

/** What a delegate does is not told, and nobody is asked anything. */
function payloadOf(what: Happening, voice: ModusVoice): object | null {
  switch (what.name) {
    case 'say':
      return { type: 'token', content: what.text }
    case 'think':
      return { type: 'reasoning', content: what.text }
    case 'called':
      return { type: 'tool_start', ...toolOf(what, voice), ...argumentsOf(what.call.args, voice) }
    case 'progress':
      return { type: 'tool_progress', ...toolOf(what, voice), message: what.message }
    case 'returned':
      if (what.failed) return { type: 'tool_end', ...toolOf(what, voice), error: what.call.failure }
      return { type: 'tool_end', ...toolOf(what, voice), ...resultOf(what.call.result, voice) }
    case 'notice':
      return { type: 'notice', message: what.message, severity: what.severity }
    case 'asked':
    case 'delegated':
      return null
    default:
      return what satisfies never
  }
}

function toolOf({ callId, call }: { callId: string; call: { name: string } }, voice: ModusVoice): object {
  switch (voice.tools) {
    case 'id':
      return { id: callId, name: call.name }
    case 'toolCallId':
      return { toolCallId: callId, toolName: call.name }
    case 'callId':
      return { callId, name: call.name }
    case 'tool_call_id':
      return { tool_call_id: callId, tool_name: call.name }
    case 'nested':
      return { tool: { id: callId, name: call.name } }
    default:
      return voice.tools satisfies never
  }
}

function argumentsOf(args: unknown, voice: ModusVoice): object {
  if (voice.tools === 'id') return { args }
  if (voice.tools === 'nested') return { input: args }
  return { arguments: voice.tools === 'toolCallId' ? JSON.stringify(args) : args }
}

function resultOf(result: unknown, voice: ModusVoice): object {
  return voice.tools === 'id' || voice.tools === 'callId' ? { result } : { output: result }
}

/** A wait, with the heartbeats that fall into it. */
function waited(ms: number, voice: ModusVoice): Step[] {
  const steps: Step[] = []
  for (let left = ms; left > 0; left -= voice.heartbeatMs) {
    steps.push(wait(Math.min(left, voice.heartbeatMs)))
    if (left > voice.heartbeatMs) steps.push(heartbeat(voice))
  }
  return steps
}

function heartbeat({ heartbeat: kind }: ModusVoice): Step {
  if (kind === 'comment') return comment('keep-alive')
  return emit({ type: 'heartbeat' }, kind === 'without id' ? { id: null } : {})
}
