import type { Frame } from '#lib/api/frame.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { readFrame } from '#lib/run/read-frame.ts'
import { emptyTranscript, foldTranscript } from '#lib/run/transcript.ts'
import { pageSize } from './frame-cache.ts'
import type { FramePages } from './frame-pages.ts'
import type { FrameSource, RunState } from './frame-source.ts'

/**
 * The state of a run at any frame. States at page starts come from the source and are kept, and so is the
 * state at each frame that was shown: a step forward folds one frame, a step back folds at most a page. A state of a
 * long run holds only its last blocks, and so does what is folded on from it.
 */
export function createHistory(
  dialect: Dialect | null,
  pages: FramePages,
  source: Pick<FrameSource, 'stateAt'>,
  { maxKept = 400 } = {},
) {
  const kept = new Map<number, RunState>([[0, initialState(dialect)]])

  const asked = new Map<number, Promise<RunState>>()

  /** Asked for once, however many steps wait for it. */
  function ask(at: number): Promise<RunState> {
    const known = asked.get(at)
    if (known !== undefined) return known
    const answer = source
      .stateAt(at)
      .then(keep)
      .finally(() => asked.delete(at))
    asked.set(at, answer)
    return answer
  }

  function keep(state: RunState): RunState {
    kept.delete(state.at)
    kept.set(state.at, state)
    for (const at of kept.keys()) {
      if (kept.size <= maxKept) break
      if (at !== 0) kept.delete(at)
    }
    return state
  }

  return {
    keep,
    async at(seq: number): Promise<RunState> {
      const start = Math.floor((seq - 1) / pageSize) * pageSize
      let base = nearest(kept, start, seq) ?? (await ask(start))
      if (base.at === seq) return base
      const frames = await pages.range(base.at + 1, seq)
      // A cut frame cannot be read here: only the source has all of it.
      const cut = frames.findLast((frame) => frame.truncated)
      if (cut !== undefined) base = await ask(cut.seq)
      for (const frame of frames) if (frame.seq > base.at) base = foldFrame(dialect, base, frame)
      return keep(base)
    },
  }
}

export function initialState(dialect: Dialect | null): RunState {
  return { at: 0, dialectState: dialect?.initial ?? null, transcript: emptyTranscript }
}

/** The state after one more frame. */
export function foldFrame(dialect: Dialect | null, state: RunState, frame: Frame): RunState {
  const { dialectState, step } = readFrame(dialect, state.dialectState, frame)
  return { at: frame.seq, dialectState, transcript: foldTranscript(state.transcript, step) }
}

function nearest(kept: ReadonlyMap<number, RunState>, from: number, to: number): RunState | null {
  for (let at = to; at >= from; at -= 1) {
    const state = kept.get(at)
    if (state !== undefined) return state
  }
  return null
}
