import { eventOf, type ArkloopEvent } from './arkloop-events.ts'
import { goTime } from './go-json.ts'
import type { ScriptedRun } from './scripted-run.ts'

/** What is known of a run beside its events. */
export type ArkloopFacts = {
  threadId: string
  createdMs: number
  parentRunId?: string
  model?: string
  personaId?: string
  user?: { id: string; name?: string; email?: string }
  /** Belongs to somebody else: it is listed, but may not be read. */
  foreign?: boolean
}

type Totals = { input: number; output: number; cached: number; micros: number }

/** A run's row, kept up with its events. */
export class ArkloopRow {
  readonly run: ScriptedRun
  readonly facts: ArkloopFacts
  status: 'running' | 'cancelling' | 'completed' | 'failed' | 'cancelled' | 'interrupted' = 'running'
  endedMs: number | null = null
  /** The request that waits for an answer. */
  asked: string | null = null
  #model: string | null
  #turns: Totals = { input: 0, output: 0, cached: 0, micros: 0 }
  #total: Totals | null = null
  #read = 0

  constructor(run: ScriptedRun, facts: ArkloopFacts) {
    this.run = run
    this.facts = facts
    this.#model = facts.model ?? null
  }

  get isActive(): boolean {
    this.refresh()
    return this.status === 'running' || this.status === 'cancelling'
  }

  get model(): string | null {
    this.refresh()
    return this.#model
  }

  /** Reads the events since the last time. */
  refresh(): this {
    for (; this.#read < this.run.log.length; this.#read++) {
      const entry = this.run.log[this.#read]
      const event = entry?.name === 'frame' ? eventOf(entry.payload) : null
      if (entry?.name === 'frame' && event && event.data['delegate_layer'] !== 'acp') this.#fold(event, entry.emittedMs)
    }
    return this
  }

  /** What was used, as lists of runs tell it. */
  totals(): Record<string, number> {
    this.refresh()
    const { input, output, cached, micros } = this.#total ?? this.#turns
    return {
      total_input_tokens: input,
      total_output_tokens: output,
      total_cost_usd: micros / 1_000_000,
      cache_hit_rate: input === 0 ? 0 : Math.round((cached / input) * 1000) / 1000,
      credits_used: Math.ceil(micros / 1000),
      ...(this.endedMs !== null && { duration_ms: this.endedMs - this.facts.createdMs }),
    }
  }

  /** A line of a list of all runs. */
  item(): Record<string, unknown> {
    const { threadId, createdMs, parentRunId, personaId, user } = this.facts
    const totals = this.totals()
    const ended = this.endedMs === null ? null : goTime(this.endedMs)
    return {
      run_id: this.run.id,
      thread_id: threadId,
      status: this.status,
      model: this.#model,
      persona_id: personaId ?? null,
      parent_run_id: parentRunId ?? null,
      ...totals,
      created_at: goTime(createdMs),
      completed_at: this.status === 'completed' ? ended : null,
      failed_at: this.status === 'failed' ? ended : null,
      created_by_user_id: user?.id ?? null,
      created_by_user_name: user?.name ?? null,
      created_by_email: user?.email ?? null,
    }
  }

  #fold({ type, data }: ArkloopEvent, atMs: number): void {
    const end = /^run\.(completed|failed|cancelled|interrupted)$/.exec(type)?.[1]
    if (end !== undefined && this.endedMs === null) {
      this.status = end as ArkloopRow['status']
      this.endedMs = atMs
      if (data['usage'] !== undefined) this.#total = add({ input: 0, output: 0, cached: 0, micros: 0 }, data)
    } else if (type === 'run.cancel_requested' && this.endedMs === null) this.status = 'cancelling'
    else if (type === 'llm.turn.completed' || type === 'tool.result') this.#turns = add(this.#turns, data)
    else if (type === 'run.input_requested' || type === 'run.paused')
      this.asked = textOf(data['request_id']) ?? this.asked
    else if (type === 'run.input_provided') this.asked = null
    if (type === 'run.started' || type === 'run.route.selected') this.#model = textOf(data['model']) ?? this.#model
  }
}

function add(totals: Totals, data: Record<string, unknown>): Totals {
  const usage = (data['usage'] ?? {}) as Record<string, unknown>
  const cost = (data['cost'] ?? {}) as Record<string, unknown>
  return {
    input: totals.input + countOf(usage['input_tokens']),
    output: totals.output + countOf(usage['output_tokens']),
    cached: totals.cached + countOf(usage['cached_tokens'] ?? usage['cache_read_input_tokens']),
    micros: totals.micros + countOf(cost['amount_micros']),
  }
}

function countOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
