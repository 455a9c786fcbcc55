import { createHash } from 'node:crypto'
import type { Clock } from './clock.ts'
import { dataOf, frameBytes } from './framing.ts'
import type { CutHow, Script } from './script.ts'
import type { Witness } from './witness.ts'

/**
 * A run on the upstream's side: a log that its script fills once, whoever watches, and that connections read at
 * their own pace. A frame without id is no part of what a resumed reader gets again, as on a real server, where
 * heartbeats and comments are made for a connection.
 */
export class ScriptedRun {
  readonly id: string
  readonly script: Script
  readonly log: Entry[] = []
  /** Where the upstream's memory begins: later than 0 after a restart. */
  begins = 0
  /** How much of the log some connection that is now over has had. */
  passed = 0
  /** The gate that the script stands before. */
  waitsAt: string | null = null
  /** Whether its connections must end too. */
  isStopped = false
  #clock: Clock
  #nextId: NextId
  #complete: Complete | undefined
  #witness: Witness | undefined
  #count = 0
  #abort = new AbortController()
  #gates = new Map<string, PromiseWithResolvers<void>>()
  #grown = Promise.withResolvers<void>()
  #begun = false
  #lastId: string | null = null

  constructor(
    id: string,
    script: Script,
    {
      clock,
      nextId,
      complete,
      witness,
    }: { clock: Clock; nextId: NextId; complete?: Complete | undefined; witness?: Witness | undefined },
  ) {
    this.id = id
    this.script = script
    this.#clock = clock
    this.#nextId = nextId
    this.#complete = complete
    this.#witness = witness
  }

  /** Lets the script run. Again does nothing. */
  begin(): void {
    if (this.#begun) return
    this.#begun = true
    void this.#play()
  }

  /** Lets the script pass a gate, now or when it gets there. */
  open(gate: string): void {
    this.#gate(gate).resolve()
  }

  /** One more frame, whatever the script does. */
  emit(frame: Emitted): void {
    this.#emit(frame)
  }

  /** Breaks the connection that gets here first, before the next frame or after `at` bytes of it. */
  cut(how: CutHow, at?: number): void {
    this.log.push({ name: 'cut', how, at: at ?? null, taken: false })
    this.wake()
  }

  /** The upstream starts over: what came before is gone, and its ids begin again. */
  restart(firstId: string): void {
    this.begins = this.log.length
    this.#lastId = null
    this.#nextId = startingAt(firstId, this.#nextId)
  }

  /** Another payload in the place of one that was sent before, under its id. */
  rewrite(id: string, payload: unknown): void {
    const at = this.log.findIndex((entry) => entry.name === 'frame' && entry.id === id)
    const entry = this.log[at]
    if (entry?.name !== 'frame') return
    this.log[at] = { ...entry, ...this.frame({ payload, id }, entry.emittedMs) }
  }

  /** Ends the script where it is; connections go on. */
  halt(): void {
    this.#abort.abort()
    for (const gate of this.#gates.values()) gate.resolve()
  }

  /** Ends the script where it is, with one more frame if there is one to say so, and with it every connection. */
  stop(last?: Emitted): void {
    this.halt()
    if (last) this.#emit(last)
    this.isStopped = true
    this.log.push({ name: 'end' })
    this.wake()
  }

  /** Resolves at the next growth of the log, or when `wake` is called. */
  grown(): Promise<void> {
    return this.#grown.promise
  }

  wake(): void {
    this.#grown.resolve()
    this.#grown = Promise.withResolvers<void>()
  }

  async #play(): Promise<void> {
    const { signal } = this.#abort
    for (const step of this.script.steps) {
      if (signal.aborted) return
      switch (step.do) {
        case 'emit':
          this.#emit(step)
          break
        case 'bytes':
          this.#append(bare(Buffer.from(step.bytes), step.id))
          break
        case 'comment':
          this.#append(bare(this.#block(`: ${step.text}`)))
          break
        case 'retry':
          this.#append(bare(this.#block(`retry: ${step.ms}`)))
          break
        case 'wait':
          await this.#clock.sleep(step.ms, signal)
          break
        case 'gate':
          this.waitsAt = step.name
          await this.#gate(step.name).promise
          this.waitsAt = null
          break
        case 'cut':
          this.cut(step.how, step.at)
          break
        case 'restart':
          this.restart(step.firstId)
          break
        case 'hang':
          return
        default:
          step satisfies never
      }
    }
    if (!signal.aborted) this.log.push({ name: 'end' })
    this.wake()
  }

  #emit({ payload, id, event }: Emitted): void {
    const nowMs = this.#clock.now()
    if (id === undefined) id = this.#nextId(this.#lastId, nowMs)
    if (id !== null) this.#lastId = id
    this.#append(this.frame({ payload, id, ...(event !== undefined && { event }) }, nowMs))
  }

  /** A frame as this run's server writes it. */
  frame({ payload, id, event }: Emitted & { id: string | null }, nowMs: number): Framed {
    const whole = this.#complete?.({ runId: this.id, id, payload, nowMs }) ?? { payload }
    const parts = {
      id: whole.id === undefined ? id : whole.id,
      event: event ?? whole.event ?? null,
      data: dataOf(whole.payload),
    }
    const raw = frameBytes(parts, this.script)
    return { id, event: parts.event, raw, payload, emittedMs: nowMs, sha256: sha256(raw) }
  }

  #append(frame: Framed): void {
    this.#count += 1
    this.log.push({ name: 'frame', n: this.#count, wasSent: false, ...frame })
    this.#witness?.emitted(this.id, this.#count, frame)
    this.wake()
  }

  #block(line: string): Buffer {
    const lineEnd = this.script.lineEnd ?? '\n'
    return Buffer.from(line + lineEnd + lineEnd)
  }

  #gate(name: string): PromiseWithResolvers<void> {
    const gate = this.#gates.get(name) ?? Promise.withResolvers<void>()
    this.#gates.set(name, gate)
    return gate
  }
}

/** `id` is what a cursor calls it, on the wire or not. `payload` is what the script gave, undefined for bare bytes. */
type Framed = {
  id: string | null
  event: string | null
  raw: Buffer
  payload: unknown
  emittedMs: number
  sha256: string
}

/** `n` counts the run's frames from 1, restarts and all. `wasSent`: on some connection, whole or not. */
export type FrameEntry = { name: 'frame'; n: number; wasSent: boolean } & Framed

export type Entry = FrameEntry | { name: 'cut'; how: CutHow; at: number | null; taken: boolean } | { name: 'end' }

type Emitted = { payload: unknown; id?: string | null; event?: string }

/** What a server puts into a frame's payload that a script leaves out, such as the frame's id or the time. */
export type Complete = (frame: { runId: string; id: string | null; payload: unknown; nowMs: number }) => {
  payload: unknown
  event?: string | null
  /** What the frame carries as its id, where that is not what a cursor calls it. */
  id?: string | null
}

function bare(raw: Buffer, id: string | null = null): Framed {
  return { id, event: null, raw, payload: undefined, emittedMs: 0, sha256: sha256(raw) }
}

function sha256(raw: Buffer): string {
  return createHash('sha256').update(raw).digest('hex')
}

/** The id after `last`, at `nowMs`. Null where the upstream numbers nothing. */
export type NextId = (last: string | null, nowMs: number) => string | null

function startingAt(firstId: string, nextId: NextId): NextId {
  return (last) => (last === null ? firstId : nextId(last, 0))
}
