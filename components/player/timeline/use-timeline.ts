'use client'

import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Timeline } from '#lib/api/timeline.ts'
import { criticalPathOf, type CriticalPath } from '#lib/run/critical-path.ts'
import { waterfallOf, type CallNode } from '#lib/run/waterfall.ts'
import { slowestOf } from '#lib/run/waterfall-rows.ts'
import { wholeMs } from '../lanes/lane-scale.ts'
import { usePlayer, usePlayerParts } from '../use-player.ts'
import { useRunLength } from '../use-run-length.ts'
import type { Rank } from './call-words.ts'

const pollMs = 2000

/** A run's timeline as it is drawn. */
export type Drawn = {
  timeline: Timeline
  roots: readonly CallNode[]
  ranks: ReadonlyMap<string, Rank>
  path: CriticalPath
  /** Calls on the critical path. */
  critical: ReadonlySet<string>
  isTimed: boolean
  /** The run's end, or now while it goes on. */
  endMs: number
  /** How long the axis is: beyond now there is room, the same as on the scrubber. */
  wholeMs: number
}

/** Reads the timeline, again and again while the run goes on. */
export function useTimeline(): { drawn: Drawn | null; problem: string | null; again: () => void } {
  const { source } = usePlayerParts()
  const live = usePlayer((state) => state.tail.live)
  const [told, setTold] = useState<Timeline | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [turn, setTurn] = useState(0)

  useEffect(() => {
    let gone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      source.timeline().then(
        (timeline) => {
          if (gone) return
          setTold(timeline)
          setProblem(null)
          if (live || timeline.live) timer = setTimeout(wait, pollMs)
        },
        (error: unknown) => {
          if (gone) return
          setProblem(error instanceof Error ? error.message : String(error))
          if (live) timer = setTimeout(wait, pollMs)
        },
      )
    }
    const wait = () => {
      if (document.hidden) timer = setTimeout(wait, pollMs)
      else read()
    }
    read()
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [source, live, turn])

  const made = useMemo(() => {
    if (told === null) return null
    const { spans, lanes, durationMs } = told
    const roots = waterfallOf(spans, lanes.parts)
    const path = criticalPathOf(roots, lanes.parts, durationMs ?? 0)
    const critical = new Set(path.steps.flatMap(({ key }) => (key === null ? [] : [key])))
    return { roots, path, critical, ranks: slowestOf(roots, durationMs) }
  }, [told])

  const lengthMs = useRunLength()
  const again = useCallback(() => setTurn((before) => before + 1), [])
  if (told === null || made === null) return { drawn: null, problem, again }
  // What goes on is drawn on by the clock between two readings.
  const endMs = told.live && live ? Math.max(told.durationMs ?? 0, lengthMs) : (told.durationMs ?? 0)
  const isTimed = told.durationMs !== null
  return { drawn: { ...made, timeline: told, isTimed, endMs, wholeMs: wholeMs(endMs, live) }, problem, again }
}
