import { blocksFrom } from '#lib/run/transcript-blocks.ts'
import { errorSeqs, type PlayerState } from './player-state.ts'

/** What can be jumped to. `tool` is where a call starts or ends; `any` is every one of them. */
export type StopKind = 'any' | 'first_token' | 'tool' | 'error' | 'stall' | 'gap' | 'input' | 'bookmark'

/** Frames of a kind that can be jumped to, oldest first, each once. */
export function stopsOf(state: Pick<PlayerState, 'markers' | 'tip' | 'bookmarks'>, kind: StopKind): number[] {
  const is = (...kinds: StopKind[]) => kind === 'any' || kinds.includes(kind)
  const seqs = [
    ...(is('error') ? errorSeqs(state.tip) : []),
    ...(is('bookmark') ? state.bookmarks.map(({ seq }) => seq) : []),
    ...(state.markers?.list ?? []).flatMap(({ type, seq }) =>
      is(type === 'tool_start' || type === 'tool_end' ? 'tool' : type) ? [seq] : [],
    ),
  ]
  // Markers are some seconds old while a run goes on; what has come since is in the transcript.
  const since = state.markers?.lastSeq ?? 0
  for (const block of state.tip === null ? [] : blocksFrom(state.tip.transcript.blocks, 0)) {
    if (block.toSeq <= since) continue
    if (block.type === 'tool' && is('tool')) seqs.push(...(block.status === 'open' ? [] : [block.toSeq]), block.fromSeq)
    if ((block.type === 'gap' || block.type === 'input') && is(block.type)) seqs.push(block.fromSeq)
  }
  return [...new Set(seqs)].toSorted((a, b) => a - b)
}

/** The next start of a call of a tool after a frame, else the first of all; null if there is none. */
export function toolStart(state: Pick<PlayerState, 'markers' | 'tip'>, name: string, after: number): number | null {
  const fits = (called: string | undefined) => called?.toLowerCase().includes(name.toLowerCase()) ?? false
  const marked = (state.markers?.list ?? []).flatMap((marker) =>
    marker.type === 'tool_start' && fits(marker.name) ? [marker.seq] : [],
  )
  const told = state.tip === null ? [] : blocksFrom(state.tip.transcript.blocks, 0)
  const seqs = [
    ...marked,
    ...told.flatMap((block) => (block.type === 'tool' && fits(block.name) ? [block.fromSeq] : [])),
  ].toSorted((a, b) => a - b)
  return seqs.find((seq) => seq > after) ?? seqs[0] ?? null
}
