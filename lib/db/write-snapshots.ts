import { changedLeaves, charactersOf, holdTail } from '#lib/run/transcript-tail.ts'
import { database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { foldPage, nothingFolded, type FoldedState } from './fold-frames.ts'
import { readSnapshot } from './read-snapshot.ts'
import { packSnapshot, saveSnapshots, type Snapshot } from './save-snapshots.ts'
import { snapshotEvery } from './snapshot-key.ts'

// What is derived must not outgrow what it is derived from. A snapshot that would have more characters than this, and than
// the frames since the one before have bytes besides, is left out: a call whose arguments grow to megabytes is then
// stored ever more seldom.
const roomCharacters = 512 * 1024

/** How much is stored by one statement. */
const together = { snapshots: 10, bytes: 256 * 1024 }

type Options = {
  /** Frames that are folded in one go. */
  pageLimit?: number
  /** Awaited between pages, so that what else the process does is not held up. */
  afterPage?: () => Promise<void>
  signal?: AbortSignal | undefined
}

/**
 * Folds a run on from its newest snapshot, stores the snapshots up to a frame that are missing, and gives the state at
 * the last place for one. Any number of processes may do this at once, and any may be killed at it.
 */
export async function writeSnapshots(
  run: FoundRun,
  upTo: number,
  { pageLimit = snapshotEvery, afterPage, signal }: Options = {},
  db = database(),
): Promise<FoldedState> {
  const end = upTo - (upTo % snapshotEvery)
  let before = (await readSnapshot(run, end, db)) ?? nothingFolded(run)
  let state = before
  let fresh = before.at === 0
  let bytes = 0
  let waiting: Snapshot[] = []

  async function save() {
    if (waiting.length > 0) await saveSnapshots(run, waiting, { fresh }, db)
    fresh &&= waiting.length === 0
    waiting = []
  }

  while (!signal?.aborted) {
    const to = Math.min(end, state.at - (state.at % snapshotEvery) + snapshotEvery)
    const page = await foldPage(run, state, { to, limit: pageLimit }, db)
    if (page === null) break
    state = page.state
    bytes += page.bytes
    if (state.at % snapshotEvery === 0) {
      const changed = changedLeaves(before.transcript, state.transcript)
      const characters = changed.reduce((sum, { blocks }) => sum + charactersOf(blocks), 0)
      if (characters <= roomCharacters + bytes) {
        state = { ...state, transcript: holdTail(state.transcript) }
        waiting.push(packSnapshot(state, changed))
        before = state
        bytes = 0
      }
    }
    const isEnough = waiting.length >= together.snapshots || waiting.reduce(addBytes, 0) >= together.bytes
    if (isEnough) await save()
    await afterPage?.()
  }
  await save()
  return state
}

function addBytes(sum: number, { state, changed }: Snapshot): number {
  return changed.reduce((all, { blocks }) => all + blocks.length, sum + state.length)
}
