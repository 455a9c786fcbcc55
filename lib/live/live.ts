import { database } from '#lib/db/client.ts'
import { listen } from '#lib/db/listen.ts'
import { readRuns } from '#lib/db/read-runs.ts'
import { readTails, type TailRequest } from '#lib/db/read-tails.ts'
import { log } from '#lib/log.ts'
import { shutdownSignal } from '#lib/sse/shutdown.ts'
import { shareReads } from './share-reads.ts'
import type { TailDeps } from './tail-runs.ts'
import { createWakes } from './wakes.ts'

// On globalThis, because Next evaluates a module once for each of its bundles, and there is to be one listener a process.
const key = Symbol.for('runtape.live')
const shared = globalThis as typeof globalThis & { [key]?: TailDeps }

/** What tails are made of in this process: made for the first viewer, then shared by all. */
export function live(): TailDeps {
  return (shared[key] ??= createLive())
}

function createLive(): TailDeps {
  const wakes = createWakes()
  // An empty notice says that listening has begun: what was told before was not heard.
  const listening = listen(
    { url: database().pool.options.connectionString ?? '', channel: 'runtape_frames' },
    (payload) => (payload === '' ? wakes.wakeAll() : wakes.wake(runIdsOf(payload))),
    (err) => log.warn({ err }, 'not listening to the database; live streams go on by polling'),
  )
  shutdownSignal().addEventListener('abort', () => {
    shared[key] = undefined as never
    wakes.close()
    void listening.close()
  })
  // The generation is part of the key: what was read before a wake does not answer who was woken by it.
  const readTail = shareReads(readLiveTails, ({ runId, after }) => `${runId}:${after}:${wakes.generation()}`)
  const readRun = shareReads(
    (requests: { runId: bigint; version: string }[]) => readRuns(requests.map(({ runId }) => runId)),
    ({ runId, version }) => `${runId}:${version}`,
  )
  return {
    nextWake: wakes.nextWake,
    readTail: (runId, after) => readTail({ runId, after }),
    readRun: (runId, version) => readRun({ runId, version }),
  }
}

async function readLiveTails(requests: TailRequest[]) {
  const tails = await readTails(requests)
  return tails.map((tail, at) => {
    if (!tail) return null
    const { frames, ...rest } = tail
    return { ...rest, frames: JSON.stringify(frames), to: frames.at(-1)?.seq ?? requests[at]?.after ?? 0 }
  })
}

function runIdsOf(payload: string): bigint[] {
  return payload
    .split(',')
    .filter((id) => /^\d+$/.test(id))
    .map(BigInt)
}
