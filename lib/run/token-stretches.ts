import { kindCode } from '#lib/dialects/kind.ts'

// Runs of tokens, as lists fold them to one row. They follow from the kinds of frames alone.

/** Frames of one kind that follow each other, from one frame to another. */
export type TokenStretch = { from: number; to: number; kind: 'output' | 'reasoning' }

/** Stretches found so far; `open` goes on at the last frame that was looked at. */
export type TokenStretches = { list: TokenStretch[]; more: number; open: TokenStretch | null }

/** Fewer frames than this are not worth one row. */
export const leastTokens = 5
const longest = 20_000

export const noStretches = (): TokenStretches => ({ list: [], more: 0, open: null })

/** Looks at the frames after `after` up to `to`, in place. Frame `seq` has its kind at `seq - 1`. */
export function addStretches(stretches: TokenStretches, kinds: Uint8Array, after: number, to: number): void {
  let { open } = stretches
  let code = open === null ? -1 : kindCode(open.kind)
  for (let seq = after + 1; seq <= to; seq++) {
    const kind = kinds[seq - 1] ?? 0
    if (kind === code && open !== null) {
      open.to = seq
      continue
    }
    if (open !== null) keep(stretches, open)
    open =
      kind === output || kind === reasoning
        ? { from: seq, to: seq, kind: kind === output ? 'output' : 'reasoning' }
        : null
    code = open === null ? -1 : kind
  }
  stretches.open = open
}

/** The first 20,000 stretches of a run, the one that goes on among them, and how many more there are. */
export function stretchesOf({ list, more, open }: TokenStretches): { list: TokenStretch[]; more: number } {
  const all = { list: [...list], more }
  if (open !== null) keep(all, open)
  return all
}

function keep(stretches: { list: TokenStretch[]; more: number }, { from, to, kind }: TokenStretch): void {
  if (to - from + 1 < leastTokens) return
  if (stretches.list.length < longest) stretches.list.push({ from, to, kind })
  else stretches.more += 1
}

const output = kindCode('output')
const reasoning = kindCode('reasoning')
