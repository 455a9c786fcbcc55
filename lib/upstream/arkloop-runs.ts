import type { ServerResponse } from 'node:http'
import { arkloopEvent, arkloopVoice, type ArkloopShape } from './arkloop-events.ts'
import { ArkloopRow, type ArkloopFacts } from './arkloop-rows.ts'
import type { Clock } from './clock.ts'
import type { SeenRequest } from './listen.ts'
import { RunBook } from './run-book.ts'
import type { Script } from './script.ts'
import type { Witness } from './witness.ts'

const PING = Buffer.from(': ping\n\n')
const HEARTBEAT_MS = 15_000
const CANCEL_MS = 500

type Options = {
  clock: Clock
  shape: ArkloopShape
  heartbeatMs?: number | null
  cancelMs?: number | null
  witness?: Witness
}

/** The runs of one server, and what is done to them from outside. */
export class ArkloopRuns {
  readonly book: RunBook
  #rows = new Map<string, ArkloopRow>()
  #options: Options
  #abort = new AbortController()

  constructor(options: Options) {
    this.#options = options
    this.book = new RunBook({
      clock: options.clock,
      nextId: (last) => String((Number(last) || 0) + 1),
      isAfter: (id, cursor) => Number(id) > Number(cursor),
      complete: arkloopVoice(options.shape),
      witness: options.witness,
    })
  }

  add(runId: string, script: Script, facts: Partial<ArkloopFacts> = {}): ArkloopRow {
    const run = this.book.add(runId, script)
    const row = new ArkloopRow(run, { threadId: `thread-of-${runId}`, createdMs: this.#options.clock.now(), ...facts })
    this.#rows.set(runId, row)
    return row
  }

  get(runId: string): ArkloopRow | null {
    return this.#rows.get(runId) ?? null
  }

  all(): readonly ArkloopRow[] {
    return [...this.#rows.values()]
  }

  forget(runId: string): void {
    this.book.forget(runId)
    this.#rows.delete(runId)
  }

  stop(): void {
    this.#abort.abort()
    this.book.stop()
  }

  /** Streams the events after a number: those that are stored, or these and all that ever come. */
  watch(
    row: ArkloopRow,
    { afterSeq, follow }: { afterSeq: number; follow: boolean },
    headers: Record<string, string>,
    request: SeenRequest,
    response: ServerResponse,
  ): Promise<void> {
    const { heartbeatMs = HEARTBEAT_MS } = this.#options
    return this.book.connect(row.run, request, response, afterSeq === 0 ? null : String(afterSeq), {
      headers: { 'cache-control': 'no-cache', 'x-accel-buffering': 'no', ...headers },
      follow: follow ? { until: 'always', ping: { raw: PING, everyMs: heartbeatMs } } : { until: 'never' },
    })
  }

  /** Asks a run to end. A script that stands before the gate `cancel` ends it itself. Of a run that is over nothing comes. */
  cancel(row: ArkloopRow, lastSeenSeq: number): void {
    if (!row.isActive || row.status === 'cancelling') return
    row.run.begin()
    const cutoff = row.run.log.filter((entry) => entry.name === 'frame').length
    const seen = { last_seen_seq: lastSeenSeq, visible_seq_cutoff: Math.min(lastSeenSeq, cutoff) }
    row.run.emit({ payload: arkloopEvent('run.cancel_requested', seen) })
    if (row.run.waitsAt === 'cancel') return row.run.open('cancel')
    const { cancelMs = CANCEL_MS, clock } = this.#options
    if (cancelMs === null) return
    void clock.sleep(cancelMs, this.#abort.signal).then(() => {
      if (this.#abort.signal.aborted || !row.isActive) return
      row.run.halt()
      row.run.emit({ payload: arkloopEvent('run.cancelled', { reason: 'cancel_signal' }) })
    })
  }

  /** Gives a run what a person wrote. A script that stands before a gate whose name begins with `input` goes on. */
  input(row: ArkloopRow, content: string): void {
    row.run.begin()
    const asked = row.refresh().asked
    row.run.emit({ payload: arkloopEvent('run.input_provided', { content }) })
    const gate = row.run.waitsAt
    if (gate?.startsWith('input')) {
      const request = asked === null ? {} : { request_id: asked }
      row.run.emit({ payload: arkloopEvent('run.resumed', { reason: 'user_input_received', ...request }) })
      row.run.open(gate)
    } else row.run.emit({ payload: arkloopEvent('run.steering_injected', { content }) })
  }
}
