import type { Logger } from 'pino'
import type { Database } from '#lib/db/client.ts'
import type { FoundRun } from '#lib/db/find-run.ts'
import { listSnapshotsDue } from '#lib/db/list-snapshots-due.ts'
import { writeSnapshots } from '#lib/db/write-snapshots.ts'
import type { Sleep } from './sleep.ts'

// States of runs are stored while they are recorded, so that the first reader of a long run need not wait for a fold over
// all of it. That is never urgent: one run at a time, some frames at a time, and then a pause in which sockets are read and
// frames are stored. What is left undone here, by a crash too, is done by whoever reads the run.

const LOOK_MS = 2000
const PAGE_FRAMES = 200
/** A pause after each page is so many times as long as the page took. */
const PAUSES = 2

export type Snapshots = {
  /** Frames of these runs were stored, or how they stand was. */
  changed(runIds: readonly bigint[]): void
  /** Leaves off: what was folded by then is stored. */
  stop(): Promise<void>
}

/** Stores states of the runs that this process records, in the background. */
export function startSnapshots({ db, sleep, log }: { db: Database; sleep: Sleep; log: Logger }): Snapshots {
  const stopping = new AbortController()
  let changed = new Set<bigint>()
  /** How far runs were folded last, those folded most recently at the end. */
  const reached = new Map<bigint, number>()

  async function look() {
    const runIds = [...changed]
    changed = new Set()
    try {
      for (const run of await listSnapshotsDue(runIds, reached, db)) {
        if (!stopping.signal.aborted) await write(run)
      }
    } catch (error) {
      for (const id of runIds) changed.add(id)
      log.debug({ err: error }, 'could not look for states to store')
    }
  }

  async function write(run: FoundRun) {
    reached.delete(run.id)
    reached.set(run.id, run.lastSeq)
    for (const oldest of reached.keys()) {
      if (reached.size <= MAX_REACHED) break
      reached.delete(oldest)
    }
    let begunAt = performance.now()
    const afterPage = async () => {
      await sleep(PAUSES * (performance.now() - begunAt), stopping.signal)
      begunAt = performance.now()
    }
    try {
      await writeSnapshots(run, run.lastSeq, { pageLimit: PAGE_FRAMES, afterPage, signal: stopping.signal }, db)
    } catch (error) {
      log.warn({ err: error, run: String(run.id) }, 'states of a run were not stored; its readers fold it themselves')
    }
  }

  async function loop() {
    while (!stopping.signal.aborted) {
      await look()
      await sleep(LOOK_MS, stopping.signal)
    }
  }

  const looping = loop()
  return {
    changed(runIds) {
      for (const id of runIds) changed.add(id)
    },
    async stop() {
      stopping.abort()
      await looping
    },
  }
}

const MAX_REACHED = 10_000
