import { emitArkloop, emitDelegate } from '../arkloop-events.ts'
import { gate, wait, type Step } from '../script.ts'
import type { Happening, Moment } from './timeline.ts'

/** What one installation runs on. */
export type ArkloopVoice = { persona: string; model: string; microsPerToken: number }

/** A timeline as Arkloop frames, up to but not including the terminal one, and what all turns used. */
export function arkloopSteps(moments: readonly Moment[], voice: ArkloopVoice): { steps: Step[]; total: Usage } {
  const told = new Telling(voice)
  const begun = [
    emitArkloop('run.started', {
      persona_id: voice.persona,
      model: voice.model,
      continuation_source: 'none',
      continuation_loop: 0,
    }),
    emitArkloop('run.route.selected', { route_id: 'route_main', model: voice.model }),
  ]
  const steps = moments.flatMap(({ afterMs, what }, at) => {
    // A model's turn ends with its last call, not with what the calls give back.
    const isLastCall = what.name === 'called' && moments[at + 1]?.what.name !== 'called'
    return [wait(afterMs), ...told.tell(what), ...(isLastCall ? told.endTurn() : [])]
  })
  return { steps: [...begun, ...steps, ...told.endTurn()], total: told.total }
}

type Usage = { input_tokens: number; output_tokens: number }

/** What was told so far: which turn is open, whether a thought is, how many tokens that was. */
class Telling {
  readonly total: Usage = { input_tokens: 0, output_tokens: 0 }
  #voice: ArkloopVoice
  #input = 820
  #output = 0
  #thoughts = 0
  #isThinking = false

  constructor(voice: ArkloopVoice) {
    this.#voice = voice
  }

  tell(what: Happening): Step[] {
    switch (what.name) {
      case 'think':
        return [...this.#think(), this.#delta(what.text, { channel: 'thinking' })]
      case 'say':
        return [...this.#stopThinking(), this.#delta(what.text)]
      case 'called': {
        const { callId, call } = what
        const thought = this.#stopThinking()
        this.#output += 24
        const named = { tool_call_id: callId, tool_name: call.name }
        const made = emitArkloop('tool.call', { ...named, arguments: call.args })
        const begun = call.delegate ? [emitDelegate('run.started', { agent: call.name })] : []
        return [...thought, ...written(callId, call.name, call.args), made, ...begun]
      }
      case 'progress':
        return [emitArkloop('terminal.stdout_delta', { session_ref: what.callId, chunk: `${what.message}\n` })]
      case 'returned': {
        const { callId, call, failed } = what
        const named = { tool_call_id: callId, tool_name: call.name }
        this.#input += JSON.stringify(call.result ?? null).length
        // The end of a delegate bears the same name as the end of the run.
        const over = call.delegate ? [emitDelegate('run.completed')] : []
        const outcome = failed
          ? { error: { error_class: 'tool.execution_failed', message: call.failure } }
          : { result: call.result }
        const result = emitArkloop('tool.result', { ...named, ...outcome })
        return [...over, result]
      }
      case 'notice':
        return [
          emitArkloop('run.llm.retry', { attempt: 1, max_attempts: 5, delay_ms: 800, message: what.message }),
          wait(800),
        ]
      case 'asked': {
        const asked = { request_id: what.callId, message: what.message, requestedSchema: what.schema }
        return [
          ...this.endTurn(),
          emitArkloop('run.input_requested', asked),
          emitArkloop('run.paused', { reason: 'waiting_user_input', request_id: what.callId }),
          // The server tells of the answer itself.
          gate('input'),
        ]
      }
      case 'delegated':
        return framesOfDelegate(what.what)
      default:
        return what satisfies never
    }
  }

  /** The model's turn is over: what it used. */
  endTurn(): Step[] {
    const thought = this.#stopThinking()
    if (this.#output === 0) return thought
    const usage = { input_tokens: this.#input, output_tokens: this.#output }
    this.total.input_tokens += usage.input_tokens
    this.total.output_tokens += usage.output_tokens
    this.#output = 0
    return [...thought, emitArkloop('llm.turn.completed', spent(usage, this.#voice))]
  }

  #delta(text: string, more: object = {}): Step {
    this.#output += 1
    return emitArkloop('message.delta', { content_delta: text, role: 'assistant', ...more })
  }

  #think(): Step[] {
    if (this.#isThinking) return []
    this.#isThinking = true
    const display = { mode: 'collapsed', label: 'Thinking' }
    return [emitArkloop('run.segment.start', { segment_id: `seg_${++this.#thoughts}`, kind: 'thinking', display })]
  }

  #stopThinking(): Step[] {
    if (!this.#isThinking) return []
    this.#isThinking = false
    return [emitArkloop('run.segment.end', { segment_id: `seg_${this.#thoughts}` })]
  }
}

/** What tokens cost, as a turn or a whole run says it. */
export function spent(usage: Usage, { microsPerToken }: ArkloopVoice) {
  const total_tokens = usage.input_tokens + usage.output_tokens
  return {
    usage: { ...usage, total_tokens },
    cost: { currency: 'USD', amount_micros: Math.round(total_tokens * microsPerToken) },
  }
}

/** A call's arguments as a model writes them. */
function written(callId: string, name: string, args: unknown): Step[] {
  const text = JSON.stringify(args)
  const pieces = text.match(/[^]{1,24}/g) ?? []
  return pieces.slice(0, 12).map((piece, at) => {
    const rest = at === 11 ? text.slice(11 * 24) : piece
    const named = at === 0 ? { tool_call_id: callId, tool_name: name } : { tool_call_id: callId }
    return emitArkloop('tool.call.delta', { tool_call_index: 0, arguments_delta: rest, ...named })
  })
}

/** The same words as the run's own, marked as another agent's; its results have no call id. */
function framesOfDelegate(what: Happening): Step[] {
  switch (what.name) {
    case 'say':
      return [emitDelegate('message.delta', { content_delta: what.text, role: 'assistant' })]
    case 'think':
      return [emitDelegate('message.delta', { content_delta: what.text, channel: 'thinking' })]
    case 'called': {
      const named = { tool_call_id: what.callId, tool_name: what.call.name }
      return [emitDelegate('tool.call', { ...named, arguments: what.call.args })]
    }
    case 'returned':
      return [emitDelegate('tool.result', { tool_name: what.call.name, output: what.call.result })]
    case 'progress':
    case 'notice':
    case 'asked':
    case 'delegated':
      return []
    default:
      return what satisfies never
  }
}
