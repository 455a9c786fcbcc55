import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { beat } from '#lib/db/beat.ts'
import { claimRuns, type Claim } from '#lib/db/claim-runs.ts'
import { disownRuns } from '#lib/db/disown-runs.ts'
import { leave } from '#lib/db/leave.ts'
import { crashPoint } from '#lib/faults/crash-point.ts'
import type { RecordingDeps } from './deps.ts'
import { record, type StopReason } from './recording.ts'
import { surplusOf } from './surplus.ts'

const POLL_MS = 500
/** Runs that others do not claim for so long, though it would be fair, are anybody's. */
const NEGLECT_MS = 900
const BEAT_MS = 2000
const CLAIM_LIMIT = 200

export type Recorder = {
  /** There may be something to claim or to stop. */
  wake(): void
  /** How many runs are being recorded. */
  active(): number
  /**
   * Stops: what can be resumed is let go at once, what cannot is read for `drainMs` more. All that was received is
   * stored, and all runs are given back.
   */
  stop(options: { drainMs: number }): Promise<void>
}

type Active = {
  epoch: number
  controller: AbortController
  leavable: boolean
  closing: boolean
  done: Promise<void>
}

/** Claims runs and records them, any number at once; any number of recorders share one database. */
export function startRecorder(deps: RecordingDeps): Recorder {
  const self = { id: randomUUID(), host: hostname(), pid: process.pid }
  const active = new Map<bigint, Active>()
  const stopping = new AbortController()
  let nudge = Promise.withResolvers<void>()

  function begin(claim: Claim) {
    crashPoint('run_claimed')
    const controller = new AbortController()
    const done = Promise.resolve()
    const entry: Active = { epoch: claim.epoch, controller, leavable: true, closing: false, done }
    active.get(claim.runId)?.controller.abort('lost' satisfies StopReason)
    active.set(claim.runId, entry)
    const onLeavable = (leavable: boolean) => {
      entry.leavable = leavable
      if (leavable && stopping.signal.aborted) controller.abort('shutdown' satisfies StopReason)
    }
    const onClosing = () => void (entry.closing = true)
    entry.done = record(claim, deps, { signal: controller.signal, onLeavable, onClosing })
      .catch((error: unknown) => deps.log.error({ run: String(claim.runId), err: error }, 'a recording was left'))
      .finally(() => {
        if (active.get(claim.runId) === entry) active.delete(claim.runId)
      })
  }

  /** Lets go of runs that are another's now, and of those that somebody asked to stop. */
  async function renewLease() {
    const before = [...active]
    const draining = stopping.signal.aborted
    const { owned, share } = await beat({ ...self, draining, figures: deps.meter.figures() }, deps.leaseDb)
    for (const [runId, entry] of before) {
      if (entry.closing) continue // its lease ends with it, and the save that closes it is fenced
      const row = owned.get(runId)
      if (row?.epoch !== entry.epoch) entry.controller.abort('lost' satisfies StopReason)
      else if (row.stopRequested) entry.controller.abort('stopped' satisfies StopReason)
    }
    // A claim whose answer was lost, or a recording that ended without a word: as its owner lives, nobody else would come.
    const orphans = [...owned].flatMap(([runId, { epoch }]) => (active.has(runId) ? [] : { runId, epoch }))
    await disownRuns(self.id, orphans, deps.leaseDb)
    const leaving = [...active.values()].filter(({ controller }) => controller.signal.aborted).length
    giveAway(surplusOf({ owned: owned.size - leaving, share }))
  }

  /** The runs that came last, of those that lose nothing by it. */
  function giveAway(count: number) {
    const movable = [...active.values()].filter(
      (entry) => entry.leavable && !entry.closing && !entry.controller.signal.aborted,
    )
    for (const entry of movable.slice(Math.max(0, movable.length - count))) {
      entry.controller.abort('shutdown' satisfies StopReason)
    }
  }

  async function loop() {
    let beatAt = 0
    let leftSince: number | null = null
    while (!stopping.signal.aborted) {
      const woken = nudge
      try {
        // Not by the wall clock: set back by an hour, it would let the lease run out.
        if (performance.now() >= beatAt) {
          await renewLease()
          beatAt = performance.now() + BEAT_MS
        }
        const { claims, left } = await claimRuns(
          self.id,
          { limit: CLAIM_LIMIT, fair: !neglected(leftSince) },
          deps.leaseDb,
        )
        for (const claim of claims) begin(claim)
        leftSince = left === 0 ? null : (leftSince ?? performance.now())
      } catch (error) {
        deps.log.warn({ err: error }, 'could not look for runs')
      }
      const pause = new AbortController()
      await Promise.race([woken.promise, deps.sleep(POLL_MS, AbortSignal.any([pause.signal, stopping.signal]))])
      pause.abort()
      if (woken !== nudge) beatAt = 0
    }
  }

  const looping = loop()

  return {
    active: () => active.size,
    wake() {
      nudge.resolve()
      nudge = Promise.withResolvers()
    },
    async stop({ drainMs }) {
      stopping.abort()
      await looping
      // The lease must not run out while the rest is drained, and others must know that this one takes no more.
      const renew = () => renewLease().catch(() => undefined) // the next beat tells
      let renewing = renew()
      const beating = setInterval(() => void (renewing = renewing.then(renew)), BEAT_MS)
      for (const entry of active.values()) {
        if (entry.leavable) entry.controller.abort('shutdown' satisfies StopReason)
      }
      const drained = new AbortController()
      const all = () => Promise.all([...active.values()].map((entry) => entry.done))
      await Promise.race([all(), deps.sleep(drainMs, drained.signal)])
      drained.abort()
      for (const entry of active.values()) entry.controller.abort('shutdown' satisfies StopReason)
      await all()
      clearInterval(beating)
      await renewing // a beat after the leave would make this recorder live again
      await leave(self.id, deps.leaseDb).catch((error: unknown) => {
        deps.log.warn({ err: error }, 'others hear of this end when the lease runs out')
      })
    },
  }
}

function neglected(sinceMs: number | null): boolean {
  return sinceMs !== null && performance.now() - sinceMs >= NEGLECT_MS
}
