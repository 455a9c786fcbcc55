import type { ServerResponse } from 'node:http'
import type { Clock } from './clock.ts'
import type { SeenRequest } from './listen.ts'
import { chatPayload, logEnds, logPayload } from './operativus-payloads.ts'
import { isTerminal, newRow, type OperativusRow } from './operativus-rows.ts'
import { RunBook } from './run-book.ts'
import { emit, hang, type Script } from './script.ts'
import type { ScriptedRun } from './scripted-run.ts'
import type { Witness } from './witness.ts'

/** What a run does: on its chat stream, in its log, and what else is known of it. */
export type OperativusRun = { chat?: Script; log?: Script; row?: Partial<OperativusRow> }

export type OperativusRunsOptions = {
  clock: Clock
  colon: ':' | ': '
  tellsRunId: boolean
  emitterTimeoutMs: number | null
  witness?: Witness | undefined
}

// One sequence numbers the events of all runs, here of more runs than there are.
const FIRST_ID = 1001n
const STEPS = [3n, 6n, 1n, 2n]

/** The runs of one service: their rows, and the two streams that each has. */
export class OperativusRuns {
  readonly rows = new Map<string, OperativusRow>()
  readonly chat: RunBook
  readonly log: RunBook
  #options: OperativusRunsOptions
  #over = new Set<string>()

  constructor(options: OperativusRunsOptions) {
    this.#options = options
    const { clock, tellsRunId, witness } = options
    let next = FIRST_ID
    let count = 0
    this.chat = new RunBook({
      clock,
      nextId: () => null,
      isAfter: null,
      witness: witness && ofSurface(witness, 'chat'),
      complete: (frame) => this.#touch(frame.runId, (row) => chatPayload(row, frame, { tellsRunId }), frame.payload),
    })
    this.log = new RunBook({
      clock,
      nextId() {
        const id = next
        next += STEPS[count++ % STEPS.length] ?? 1n
        return String(id)
      },
      isAfter: (id, cursor) => BigInt(id) > BigInt(cursor),
      witness: witness && ofSurface(witness, 'log'),
      complete: (frame) => {
        const whole = this.#touch(frame.runId, (row) => logPayload(row, frame), frame.payload)
        if (typeof whole.event === 'string' && logEnds.includes(whole.event)) this.#endLog(frame.runId)
        return whole
      },
    })
  }

  /** Makes a run known. Nothing happens in it until its stream is opened, or it begins in the background. */
  add(id: string, { chat, log, row = {} }: OperativusRun): OperativusRow {
    const added = newRow({ ...row, id, createdMs: row.createdMs ?? this.#options.clock.now() })
    this.rows.set(id, added)
    if (chat) this.chat.add(id, { colon: this.#options.colon, ...chat })
    this.#addLog(id, log ?? { steps: [] })
    return added
  }

  /** Streams what comes after `sinceId`; below 0, what comes from now on. */
  async watch(id: string, sinceId: bigint, request: SeenRequest, response: ServerResponse): Promise<void> {
    // Whoever asks for a run that there is not waits like one who asks too early.
    const run = this.log.get(id) ?? this.#addLog(id, { steps: [] })
    const last = run.log.findLast((entry) => entry.name === 'frame' && entry.id !== null)
    const lastId = last?.name === 'frame' ? last.id : null
    const cursor = sinceId < 0n ? lastId : sinceId === 0n ? null : String(sinceId)
    // Only a terminal event that goes out ends a stream: behind it nothing ever comes, and no end.
    if (this.#over.has(id) && cursor !== null && lastId !== null && BigInt(cursor) >= BigInt(lastId)) {
      return this.#waitForNothing(response)
    }
    await this.log.connect(run, request, response, cursor)
  }

  /** Ends a run; one that has ended stays as it is. Its chat stream says so, and so does the log of a background run. */
  cancel(id: string): void {
    const row = this.rows.get(id)
    if (!row || isTerminal(row)) return
    row.status = 'CANCELLED'
    const chat = this.chat.get(id)
    chat?.stop({ payload: { event: 'CANCELLED', data: 'Run cancelled by client' } })
    if (!chat) this.log.get(id)?.stop({ payload: { eventType: 'RUN_CANCELLED' } })
  }

  /** The client of a chat stream went away: that ends the run, and nobody is there to be told. */
  abandon(id: string): void {
    const row = this.rows.get(id)
    if (row && !isTerminal(row)) row.status = 'CANCELLED'
    this.chat.get(id)?.stop()
  }

  forget(id: string): void {
    this.rows.delete(id)
    this.#over.delete(id)
    this.chat.forget(id)
    this.log.forget(id)
  }

  stop(): void {
    this.chat.stop()
    this.log.stop()
  }

  #touch<Whole>(
    id: string,
    read: (row: OperativusRow) => Whole,
    payload: unknown,
  ): Whole | { payload: unknown; event?: null } {
    const row = this.rows.get(id)
    if (!row) return { payload }
    row.updatedMs = this.#options.clock.now()
    return read(row)
  }

  /** Only a terminal event ends a log. One in which nothing comes is open all the same. */
  #addLog(id: string, script: Script): ScriptedRun {
    const { colon, emitterTimeoutMs } = this.#options
    const limit = emitterTimeoutMs === null ? {} : { endAfterMs: emitterTimeoutMs }
    return this.log.add(id, {
      colon,
      ...script,
      steps: [...script.steps, hang],
      connections: (script.connections ?? []).map((plan) => ({ ...limit, ...plan })),
      otherwise: { ...limit, ...script.otherwise },
    })
  }

  /** What was written in one go with the terminal event, in one batch, still goes out. */
  #endLog(id: string): void {
    this.#over.add(id)
    setImmediate(() => this.log.get(id)?.stop())
  }

  #waitForNothing(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    const { emitterTimeoutMs } = this.#options
    if (emitterTimeoutMs === null) return
    const timer = setTimeout(() => response.end(), emitterTimeoutMs)
    response.once('close', () => clearTimeout(timer))
  }
}

/** Two streams of one run are two runs to whoever counts frames. */
function ofSurface(witness: Witness, surface: string): Witness {
  const name = (run: string) => `${run}/${surface}`
  return {
    emitted: (run, n, frame) => witness.emitted(name(run), n, frame),
    taken: (run, n, connection) => witness.taken(name(run), n, connection),
    beside: (run, connection, raw) => witness.beside(name(run), connection, raw),
    kept: () => witness.kept(),
  }
}

/** A chat stream that only says why there is none. */
export function refusal(message: string): Script {
  return { steps: [emit({ event: 'ERROR', data: message })] }
}
