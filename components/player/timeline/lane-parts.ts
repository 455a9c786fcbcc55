import type { PartType, TimelinePart } from '#lib/api/timeline.ts'
import type { Zoom } from '../player-state.ts'

const maxPerLane = 600

/** A part in words: `waiting for tool search`. */
export function partWords(type: PartType, name?: string): string {
  switch (type) {
    case 'output':
      return 'model output'
    case 'reasoning':
      return 'reasoning'
    case 'first_token':
      return 'waiting for the model'
    case 'tool':
      return name ? `waiting for tool ${name}` : 'waiting for a tool'
    case 'input':
      return 'waiting for input'
    case 'silence':
      return 'silence'
    case 'gap':
      return 'not recorded'
    default:
      return type satisfies never
  }
}

/** The parts of a lane that are in view; those too close to be told apart are one. */
export function drawnParts(parts: readonly TimelinePart[], types: readonly PartType[], view: Zoom): TimelinePart[] {
  const least = (view.toMs - view.fromMs) / maxPerLane
  const drawn: TimelinePart[] = []
  for (const part of parts) {
    if (!types.includes(part.type) || part.toMs < view.fromMs || part.fromMs > view.toMs) continue
    const last = drawn.at(-1)
    const isClose = last !== undefined && part.toMs - last.fromMs < least
    if (isClose) last.toMs = part.toMs
    else drawn.push({ ...part })
  }
  return drawn
}

/** The parts of a run that goes on, drawn on until now: what it does, it still does until more is known. */
export function partsUntil(parts: readonly TimelinePart[], endMs: number): readonly TimelinePart[] {
  const last = parts.at(-1)
  return last === undefined || last.toMs >= endMs ? parts : [...parts.slice(0, -1), { ...last, toMs: endMs }]
}
