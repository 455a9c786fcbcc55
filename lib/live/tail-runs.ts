import type { Run } from '#lib/api/run.ts'

/** Where a viewer is in a run. `runId` is null for a run that does not exist. */
export type Place = { id: string; runId: bigint | null; after: number }

export type TailEvent =
  /** `frames` is the JSON of an array of frames, written once for all who read the same. */
  | { type: 'frames'; id: string; lastSeq: number; frames: string }
  | { type: 'run'; id: string; changes: Partial<Run> }
  | { type: 'end'; id: string; lastSeq: number }

export type LiveTail = { version: string; isClosed: boolean; lastSeq: number; frames: string; to: number }

export type TailDeps = {
  nextWake(runIds: readonly bigint[], signal: AbortSignal): Promise<void>
  /** New frames after a seq; `to` is the last of them, or `after` if there are none. Null if the run is gone. */
  readTail(runId: bigint, after: number): Promise<LiveTail | null>
  readRun(runId: bigint, version: string): Promise<Run | null>
}

/**
 * Follows runs from their places until all are closed or the signal aborts. A wake is armed before every read, and what
 * a read says of the recording is of the same snapshot as its frames, so that nothing is lost at the end.
 */
export async function* tailRuns(
  places: readonly Place[],
  signal: AbortSignal,
  deps: TailDeps,
): AsyncGenerator<TailEvent, void, undefined> {
  const open = new Map<bigint, Followed>()
  for (const { id, runId, after } of places) {
    if (runId === null) yield { type: 'end', id, lastSeq: after }
    else open.set(runId, { id, runId, after, version: null, run: null })
  }
  let wake: Promise<void> | null = null
  while (open.size > 0 && !signal.aborted) {
    // One that was armed before the last read and has not come yet still stands.
    wake ??= deps.nextWake([...open.keys()], signal)
    const read = await Promise.all(
      [...open.values()].map(async (at) => [at, await deps.readTail(at.runId, at.after)] as const),
    )
    let grew = false
    for (const [followed, tail] of read) {
      if (signal.aborted) return
      yield* news(followed, tail, deps)
      if (tail && tail.to > followed.after) {
        followed.after = tail.to
        grew = true
      }
      if (tail && !(tail.isClosed && followed.after >= tail.lastSeq)) continue
      yield { type: 'end', id: followed.id, lastSeq: followed.after }
      open.delete(followed.runId)
    }
    if (grew || open.size === 0) continue
    await wake
    wake = null
  }
}

type Followed = { id: string; runId: bigint; after: number; version: string | null; run: Run | null }

/** The run first as a whole, so that a viewer knows what it sees; later frames before what they changed. */
async function* news(
  followed: Followed,
  tail: LiveTail | null,
  deps: TailDeps,
): AsyncGenerator<TailEvent, void, undefined> {
  if (!tail) return
  const { id } = followed
  const isFirst = followed.version === null
  const changes = followed.version === tail.version ? null : await changesOf(followed, tail.version, deps)
  if (isFirst && changes) yield { type: 'run', id, changes }
  if (tail.to > followed.after) yield { type: 'frames', id, lastSeq: tail.to, frames: tail.frames }
  if (!isFirst && changes) yield { type: 'run', id, changes }
}

async function changesOf(followed: Followed, version: string, deps: TailDeps): Promise<Partial<Run> | null> {
  const run = await deps.readRun(followed.runId, version)
  if (!run) return null
  const changes = changedFields(followed.run, run)
  followed.version = version
  followed.run = run
  return Object.keys(changes).length === 0 ? null : changes
}

/** The fields of a run that are not what they were; all of them if nothing was known. */
export function changedFields(before: Run | null, after: Run): Partial<Run> {
  if (before === null) return after
  const changed = Object.entries(after).filter(([name, value]) => {
    const known: unknown = before[name as keyof Run]
    return known !== value && JSON.stringify(known) !== JSON.stringify(value)
  })
  return Object.fromEntries(changed)
}
