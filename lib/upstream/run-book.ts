import type { ServerResponse } from 'node:http'
import type { Clock } from './clock.ts'
import { deliver, framesOf, type Delivery, type Follow } from './deliver.ts'
import { respond, type SeenRequest } from './listen.ts'
import type { Script } from './script.ts'
import { ScriptedRun, type Complete, type NextId } from './scripted-run.ts'
import { startOf, type IsAfter } from './start-of.ts'
import type { ConnectionWitness, Witness } from './witness.ts'

/** What a run's upstream did, for a checker to compare with what was recorded. */
export type Truth = {
  /** Every block that the script has made so far, once, in order. */
  frames: { id: string | null; raw: Buffer; sha256: string }[]
  /** Their bytes. */
  bytes: Buffer
  connections: ConnectionTruth[]
}

export type ConnectionTruth = {
  method: string
  lastEventId: string | null
  /** What the stream was to go on behind, wherever the request says it. */
  cursor: string | null
  status: number
  /** What was written of the body. */
  bytes: Buffer
  ended: Delivery['ended']
}

type Connection = { request: SeenRequest; cursor: string | null; status: number; delivery: Delivery }

/** The runs of one fake upstream and all connections to them. */
export class RunBook {
  #runs = new Map<string, { run: ScriptedRun; connections: Connection[] }>()
  #clock: Clock
  #nextId: NextId
  #isAfter: IsAfter | null
  #complete: Complete | undefined
  #witness: Witness | undefined

  constructor(options: {
    clock: Clock
    nextId: NextId
    isAfter: IsAfter | null
    complete?: Complete
    witness?: Witness | undefined
  }) {
    const { clock, nextId, isAfter, complete, witness } = options
    this.#clock = clock
    this.#complete = complete
    this.#witness = witness
    this.#nextId = nextId
    this.#isAfter = isAfter
  }

  add(id: string, script: Script): ScriptedRun {
    const run = new ScriptedRun(id, script, {
      clock: this.#clock,
      nextId: this.#nextId,
      complete: this.#complete,
      witness: this.#witness,
    })
    this.#runs.set(id, { run, connections: [] })
    return run
  }

  get(id: string): ScriptedRun | null {
    return this.#runs.get(id)?.run ?? null
  }

  /** Answers a request for a run's stream as its script says for this connection. The first one begins the run. */
  async connect(
    run: ScriptedRun,
    request: SeenRequest,
    response: ServerResponse,
    cursor: string | null,
    { headers, follow }: { headers?: Record<string, string>; follow?: Follow } = {},
  ): Promise<void> {
    const connections = this.#runs.get(run.id)?.connections ?? new Array<Connection>()
    const plan = run.script.connections?.[connections.length] ?? run.script.otherwise ?? {}
    const delivery: Delivery = { chunks: [], ended: null }
    connections.push({ request, cursor, status: plan.answer?.status ?? 200, delivery })
    if (plan.answer) {
      delivery.ended = 'complete'
      respond(response, plan.answer)
      return
    }
    run.begin()
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      ...headers,
      ...plan.headers,
    })
    response.flushHeaders()
    const start = startOf(run, cursor, plan, this.#isAfter)
    const witness = this.#witnessOf(run.id, connections.length)
    await deliver(run, response, { start, plan, clock: this.#clock, delivery, witness, ...(follow && { follow }) })
  }

  #witnessOf(run: string, connection: number): ConnectionWitness | undefined {
    const witness = this.#witness
    return (
      witness && {
        taken: (n) => witness.taken(run, n, connection),
        beside: (raw) => witness.beside(run, connection, raw),
        kept: () => witness.kept(),
      }
    )
  }

  truth(id: string): Truth {
    const known = this.#runs.get(id)
    const frames = known ? framesOf(known.run) : []
    return {
      frames: frames.map(({ id, raw, sha256 }) => ({ id, raw, sha256 })),
      bytes: Buffer.concat(frames.map((frame) => frame.raw)),
      connections: (known?.connections ?? []).map(({ request, cursor, status, delivery }) => ({
        method: request.method,
        lastEventId: request.headers['last-event-id'] ?? null,
        cursor,
        status,
        bytes: Buffer.concat(delivery.chunks),
        ended: delivery.ended,
      })),
    }
  }

  /** Ends a run and frees what it held. */
  forget(id: string): void {
    this.#runs.get(id)?.run.stop()
    this.#runs.delete(id)
  }

  stop(): void {
    for (const { run } of this.#runs.values()) run.stop()
  }
}
