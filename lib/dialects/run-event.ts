import type { RunStatus } from '#lib/api/run.ts'

/** A dialect's reading of one frame: what happened in the run. Plain data, the same for every upstream. */
export type RunEvent =
  | { type: 'text.delta'; text: string; messageId?: string }
  | { type: 'reasoning.delta'; text: string; messageId?: string }
  /** A call was made. `callId` is the upstream's, or one made up by order; `arguments` is JSON text or plain text. */
  | { type: 'tool.started'; callId: string; name: string; arguments?: string; parentCallId?: string }
  /** More of what a call asks, as the model writes it. `complete`: it is whole, and goes to its tool with this frame. */
  | { type: 'tool.arguments'; callId: string; delta: string; complete?: true }
  | { type: 'tool.progress'; callId: string; text: string }
  /** A call ended. `name` is there for ends whose start was never seen. */
  | { type: 'tool.ended'; callId: string; name: string; result?: string; error?: string }
  /** `turn` adds up, `cumulative` and `total` replace; a field that the upstream did not send is absent. */
  | {
      type: 'usage'
      scope: 'turn' | 'cumulative' | 'total'
      inputTokens?: number
      outputTokens?: number
      reasoningTokens?: number
      cachedTokens?: number
      cost?: { amount: number; currency: string }
    }
  | { type: 'status'; status: RunStatus }
  | { type: 'error'; message: string; class?: string }
  | { type: 'notice'; message: string; severity: 'info' | 'warning' }
  /** The run waits for a person. `schema` is the JSON schema of what is asked for, as JSON text. */
  | { type: 'input.requested'; message: string; requestId?: string; schema?: string }
  /** It got what it waited for. */
  | { type: 'input.provided'; content: string; requestId?: string }
  /** Facts about the run itself that a frame carried. `parentRunId` is the upstream's id of the run that it belongs to. */
  | {
      type: 'identified'
      upstreamRunId?: string
      threadId?: string
      agent?: string
      persona?: string
      model?: string
      title?: string
      parentRunId?: string
    }
