import type { FrameBatch } from '#lib/db/append-frames.ts'
import type { RecordingPosition } from '#lib/db/read-position.ts'
import { crashPoint } from '#lib/faults/crash-point.ts'
import type { Sleep } from './sleep.ts'
import { isPassing, troubleMs, type OnTrouble } from './database-trouble.ts'
import { LeaseLost } from './lease-lost.ts'

export type StoreDeps = {
  append(batches: readonly FrameBatch[]): Promise<Set<bigint>>
  readPosition(runId: bigint): Promise<RecordingPosition | null>
  sleep: Sleep
  onTrouble: OnTrouble
  /** Told of each batch that was not stored: it was before, or the lease is lost. */
  onRefused?: (landedBefore: boolean) => void
}

/**
 * Stores batches and gives the failure of each run that could not be stored. A statement that fails is bisected by run,
 * so that one bad run holds back nobody; a database that is away or a deadlock is tried again until it is back. A run
 * that the statement did not store is re-read, never blindly retried: either the same batch landed before, or the lease
 * is lost.
 */
export async function storeBatches(batches: readonly FrameBatch[], deps: StoreDeps): Promise<Map<bigint, Error>> {
  const failures = new Map<bigint, Error>()
  for (let attempt = 1; ; attempt++) {
    try {
      const stored = await deps.append(batches)
      crashPoint('frames_stored')
      for (const batch of batches.filter(({ runId }) => !stored.has(runId))) {
        const landed = await landedBefore(batch, deps)
        deps.onRefused?.(landed)
        if (landed) continue
        failures.set(batch.runId, new LeaseLost(`the lease on run ${batch.runId} was lost`))
      }
      return failures
    } catch (error) {
      deps.onTrouble({ error, attempt })
      if (isPassing(error)) {
        await deps.sleep(troubleMs(attempt))
        continue
      }
      if (batches.length > 1) {
        const half = Math.ceil(batches.length / 2)
        const left = await storeBatches(batches.slice(0, half), deps)
        const right = await storeBatches(batches.slice(half), deps)
        return new Map([...left, ...right])
      }
      const [batch] = batches
      if (!batch) return failures
      const sentence = `could not store frames from seq ${batch.fromSeq} of run ${batch.runId}`
      return failures.set(batch.runId, new Error(sentence, { cause: error }))
    }
  }
}

async function landedBefore(batch: FrameBatch, deps: StoreDeps): Promise<boolean> {
  const position = await deps.readPosition(batch.runId)
  return (
    position !== null &&
    position.epoch === batch.epoch &&
    position.nextSeq === batch.fromSeq + batch.frames.length &&
    position.chain?.toString('hex') === batch.after.chain
  )
}
