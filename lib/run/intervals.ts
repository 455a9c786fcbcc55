import type { PartType, TimelinePart } from '#lib/api/timeline.ts'
import type { Island } from './islands.ts'

// One run as stretches that follow each other: at every moment it does exactly one thing, so that they add up to all of
// it. What streams counts before what is open meanwhile; what was not recorded counts before both.

/** A stretch in which something is open. An end that is not known is null. */
export type Open = { fromMs: number; toMs: number | null; name?: string }

export type RunShape = {
  islands: readonly Island[]
  startedUs: number
  durationMs: number
  live: boolean
  calls: readonly Open[]
  inputs: readonly Open[]
  /** A pause of what the model writes that is at least so long is a silence. */
  stallMs: number
}

type Place = {
  type: 'output' | 'reasoning' | 'call' | 'gap'
  fromMs: number
  toMs: number
  seq: number
  timed: boolean
}

/** The stretches of a run, from its start to its end. */
export function partsOf(shape: RunShape): TimelinePart[] {
  const { durationMs, stallMs } = shape
  const places = placesOf(shape)
  const inputs = layer(bounded(shape.inputs, places, durationMs, true))
  const calls = layer(bounded(shape.calls, places, durationMs, false))
  const parts: TimelinePart[] = []
  let at = 0
  let seq = 0
  let before: Place['type'] | null = null
  let lost = false

  function push(type: PartType, toMs: number, name?: string): void {
    if (toMs <= at) return
    const last = parts.at(-1)
    if (last?.type === type && last.name === name) last.toMs = toMs
    else parts.push({ type, fromMs: at, toMs, seq: seq || null, ...(name !== undefined && { name }) })
    at = toMs
  }

  /** Nothing comes until `toMs`: an input or a call that is open is waited for, else it is `base`. */
  function idle(toMs: number, base: PartType): void {
    while (at < toMs) {
      const input = inputs.at(at)
      if (input.open) {
        push('input', Math.min(toMs, input.untilMs))
        continue
      }
      const call = calls.at(at)
      const until = Math.min(toMs, input.untilMs, call.untilMs)
      if (call.open) push('tool', until, call.open.name)
      else push(base, until)
    }
  }

  for (const place of places) {
    const fromMs = Math.max(at, place.fromMs)
    const wrote = before === 'output' || before === 'reasoning' ? before : null
    if (place.type === 'gap' || lost) push('gap', fromMs)
    else if (wrote !== null && fromMs - at < stallMs) push(place.type === 'call' ? wrote : place.type, fromMs)
    else idle(fromMs, baseOf(before))
    lost = place.type === 'gap' && !place.timed
    seq = place.seq
    if (place.type === 'call') idle(place.toMs, 'first_token')
    else if (place.type !== 'gap') push(place.type, place.toMs)
    before = place.type
  }
  const wrote = before === 'output' || before === 'reasoning' ? before : null
  if (lost) push('gap', durationMs)
  else if (wrote !== null && durationMs - at < stallMs) push(wrote, durationMs)
  else idle(durationMs, shape.live || before === null ? baseOf(before) : 'silence')
  return parts
}

function baseOf(before: Place['type'] | null): PartType {
  return before === null || before === 'call' ? 'first_token' : 'silence'
}

/** Islands in milliseconds, each within the run and none before the one before. */
function placesOf({ islands, startedUs, durationMs }: RunShape): Place[] {
  let at = 0
  return islands.map((island) => {
    const place = (us: number | null) => {
      if (us !== null) at = Math.max(at, Math.min(durationMs, (us - startedUs) / 1000))
      return at
    }
    const fromMs = place(island.fromUs)
    const timed = island.fromUs !== null
    return { type: island.class, fromMs, toMs: place(island.toUs), seq: island.fromSeq, timed }
  })
}

/** What has no end is open until the model goes on, or to the run's end. */
function bounded(open: readonly Open[], places: readonly Place[], durationMs: number, orCall: boolean): Bounded[] {
  const goesOn = places.filter(({ type }) => type === 'output' || type === 'reasoning' || (orCall && type === 'call'))
  return open.map(({ fromMs, toMs, name }) => ({
    fromMs,
    toMs: toMs ?? firstAfter(goesOn, fromMs) ?? durationMs,
    name: name ?? '',
  }))
}

type Bounded = { fromMs: number; toMs: number; name: string }

/** When the first place after a moment begins. */
function firstAfter(places: readonly Place[], ms: number): number | null {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle]?.fromMs ?? 0) > ms) high = middle
    else low = middle + 1
  }
  return places[low]?.fromMs ?? null
}

/** Answers, for moments that only go forward, what is open and until when that is so. */
function layer(all: Bounded[]) {
  const sorted = all.toSorted((a, b) => a.fromMs - b.fromMs)
  let next = 0
  let open: Bounded | null = null

  /** Of what has begun by now, what stays open longest: the others end within it. */
  function longest(ms: number): Bounded | null {
    let found: Bounded | null = null
    for (let one = sorted[next]; one !== undefined && one.fromMs <= ms; one = sorted[++next]) {
      if (one.toMs > ms && (found === null || one.toMs > found.toMs)) found = one
    }
    return found
  }

  return {
    at(ms: number): { open: Bounded | null; untilMs: number } {
      if (open === null || open.toMs <= ms) open = longest(ms)
      return { open, untilMs: open?.toMs ?? sorted[next]?.fromMs ?? Infinity }
    },
  }
}

/** How long a run did each thing, longest first. */
export function totalsOf(parts: readonly TimelinePart[]): { type: PartType; ms: number }[] {
  const sums = new Map<PartType, number>()
  for (const { type, fromMs, toMs } of parts) sums.set(type, (sums.get(type) ?? 0) + toMs - fromMs)
  return [...sums].map(([type, ms]) => ({ type, ms })).toSorted((a, b) => b.ms - a.ms)
}

/** At most about `max` stretches: where more lie in one spot than can be drawn, the longest stands for them. */
export function thinned(parts: readonly TimelinePart[], max: number): readonly TimelinePart[] {
  const last = parts.at(-1)
  if (parts.length <= max || last === undefined) return parts
  const slot = last.toMs / (max / 2)
  const kept: TimelinePart[] = []
  let longest = 0
  for (const part of parts) {
    const into = kept.at(-1)
    const ms = part.toMs - part.fromMs
    if (into === undefined || into.toMs - into.fromMs >= slot || ms >= slot) {
      kept.push({ ...part })
      longest = ms
      continue
    }
    const { fromMs } = into
    if (ms > longest) {
      longest = ms
      kept[kept.length - 1] = { ...part, fromMs }
    } else into.toMs = part.toMs
  }
  return kept
}
