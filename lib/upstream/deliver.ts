import type { ServerResponse } from 'node:http'
import type { Clock } from './clock.ts'
import type { ConnectionPlan, CutHow } from './script.ts'
import type { FrameEntry, ScriptedRun } from './scripted-run.ts'
import type { ConnectionWitness } from './witness.ts'

/** What a connection does at the end of what there is. */
export type Follow = {
  /** `run`: wait for more, until the run ends. `always`: even then. `never`: end. */
  until: 'run' | 'always' | 'never'
  /** Written before anything else, and whenever nothing was written for so long. */
  ping?: { raw: Buffer; everyMs: number | null }
}

/** What was written on one connection. `ended` is null while it is open. */
export type Delivery = { chunks: Buffer[]; ended: 'complete' | CutHow | 'client' | null }

/** Writes a run's log from `start` to one response, with the faults of its plan, until the run or the connection ends. */
export async function deliver(
  run: ScriptedRun,
  response: ServerResponse,
  options: {
    start: number
    plan: ConnectionPlan
    clock: Clock
    delivery: Delivery
    follow?: Follow
    witness?: ConnectionWitness | undefined
  },
): Promise<void> {
  const { start, plan, clock, delivery, witness, follow = { until: 'run' } } = options
  const abort = new AbortController()
  response.once('close', () => {
    abort.abort()
    run.wake()
  })
  // A frame without id that an earlier reader had is not sent again.
  const hadBefore = run.passed
  const writer = { response, plan, clock, delivery, witness, signal: abort.signal, left: plan.cutAtByte ?? Infinity }
  let at = start
  if (plan.endAfterMs !== undefined) {
    void clock.sleep(plan.endAfterMs, abort.signal).then(() => {
      end(writer, 'complete')
      run.wake()
    })
  }
  try {
    let toSkip = plan.skip ?? 0
    let cut: { how: CutHow; at: number } | null = null
    if (plan.bom) await write(writer, Buffer.from([0xef, 0xbb, 0xbf]))
    if (follow.ping) await writeBeside(writer, follow.ping.raw)
    while (delivery.ended === null) {
      if (abort.signal.aborted) delivery.ended = 'client'
      const entry = run.log[at]
      if (delivery.ended !== null) break
      if (entry === undefined && follow.until === 'never') end(writer, 'complete')
      else if (entry === undefined) await more(run, writer, follow)
      else if (entry.name === 'end' && (follow.until === 'run' || run.isStopped)) end(writer, 'complete')
      else if (entry.name === 'end') at += 1
      else if (entry.name === 'cut') {
        if (!entry.taken) {
          entry.taken = true
          if (entry.at === null) end(writer, entry.how)
          else cut = { how: entry.how, at: entry.at }
        }
        at += 1
      } else if ((entry.id === null && at < hadBefore) || (entry.id !== null && toSkip > 0)) {
        if (entry.id !== null) toSkip -= 1
        at += 1
      } else {
        const raw = rawOf(run, entry, plan)
        // A block without id is sent again where the connection before is not known to be over: it is one more heartbeat.
        if (raw !== entry.raw || (entry.id === null && entry.wasSent)) witness?.beside(raw)
        entry.wasSent = true
        await witness?.kept()
        if (cut === null) {
          if (await write(writer, raw)) {
            if (raw === entry.raw) witness?.taken(entry.n)
            at += 1
          }
        } else {
          if ((await write(writer, raw.subarray(0, cut.at))) && cut.at >= raw.length) at += 1
          end(writer, cut.how)
        }
      }
    }
  } finally {
    run.passed = Math.max(run.passed, at)
  }
}

type Writer = {
  response: ServerResponse
  plan: ConnectionPlan
  clock: Clock
  delivery: Delivery
  witness: ConnectionWitness | undefined
  signal: AbortSignal
  /** How many bytes may still be written before the planned cut. */
  left: number
}

/** Waits for the log to grow, and says that it still does where nothing comes. */
async function more(run: ScriptedRun, writer: Writer, { ping }: Follow): Promise<void> {
  if (!ping || ping.everyMs === null) return run.grown()
  const done = new AbortController()
  const signal = AbortSignal.any([writer.signal, done.signal])
  const silent = writer.clock.sleep(ping.everyMs, signal).then(() => !signal.aborted)
  const isSilent = await Promise.race([run.grown().then(() => false), silent])
  done.abort()
  if (isSilent) await writeBeside(writer, ping.raw)
}

async function writeBeside(writer: Writer, raw: Buffer): Promise<void> {
  writer.witness?.beside(raw)
  await writer.witness?.kept()
  await write(writer, raw)
}

/** Whether all of it went out. */
async function write(writer: Writer, raw: Buffer): Promise<boolean> {
  const { plan, clock, delivery, signal } = writer
  const allowed = raw.subarray(0, writer.left)
  const size = plan.chunkBytes ?? allowed.length
  for (let from = 0; from < allowed.length; from += size) {
    if (from > 0) await clock.sleep(plan.pauseMs ?? 0, signal)
    if (!(await send(writer.response, allowed.subarray(from, from + size), delivery))) return false
  }
  writer.left -= allowed.length
  if (writer.left === 0) end(writer, plan.cutHow ?? 'fin')
  return allowed.length === raw.length
}

function send(response: ServerResponse, chunk: Buffer, delivery: Delivery): Promise<boolean> {
  const isOver = response.destroyed || response.writableEnded
  if (isOver || chunk.length === 0) return Promise.resolve(!isOver)
  delivery.chunks.push(chunk)
  return new Promise((resolve) => {
    const gone = () => resolve(false)
    response.once('close', gone)
    response.write(chunk, (error) => {
      response.off('close', gone)
      resolve(!error)
    })
  })
}

function end({ response, delivery }: Writer, how: 'complete' | CutHow): void {
  if (delivery.ended !== null) return
  delivery.ended = response.destroyed ? 'client' : how
  if (how === 'fin') response.socket?.destroySoon()
  else if (how === 'rst') response.socket?.resetAndDestroy()
  else response.end()
}

function rawOf(run: ScriptedRun, entry: FrameEntry, { rewrite }: ConnectionPlan): Buffer {
  if (rewrite === undefined || framesOf(run)[rewrite.frame] !== entry) return entry.raw
  const { id, event, emittedMs } = entry
  return run.frame({ payload: rewrite.payload, id, ...(event !== null && { event }) }, emittedMs).raw
}

/** Every block of the run so far, in order. */
export function framesOf(run: ScriptedRun): FrameEntry[] {
  return run.log.filter((entry) => entry.name === 'frame')
}
