'use client'

import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Timeline } from '#lib/api/timeline.ts'
import { criticalPathOf, type CriticalPath } from '#lib/run/critical-path.ts'
import { blocksFrom } from '#lib/run/transcript-blocks.ts'
import { waterfallOf, type CallNode } from '#lib/run/waterfall.ts'
import { slowestOf } from '#lib/run/waterfall-rows.ts'
import type { RunState } from '../frame-source.ts'
import { useNow, usePlayer, usePlayerParts } from '../use-player.ts'
import type { Rank } from './call-words.ts'

const pollMs = 2000
const growMs = 250

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
}

type Told = { timeline: Timeline; at: number }

/** Reads the timeline, again and again while the run goes on; in between it grows by the clock of this browser. */
export function useTimeline(): { drawn: Drawn | null; problem: string | null; again: () => void } {
  const { source, store } = usePlayerParts()
  const live = usePlayer((state) => state.tail.live)
  const hasTip = usePlayer((state) => state.tip !== null)
  const [told, setTold] = useState<Told | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [turn, setTurn] = useState(0)

  useEffect(() => {
    let gone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      source.timeline().then(
        (timeline) => {
          if (gone) return
          setTold({ timeline, at: Date.now() })
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
    const { spans, lanes, durationMs } = told.timeline
    const roots = waterfallOf(spans, lanes.parts, hasTip ? argumentsIn(store.getState().tip) : () => null)
    const path = criticalPathOf(roots, lanes.parts, durationMs ?? 0)
    const critical = new Set(path.steps.flatMap(({ key }) => (key === null ? [] : [key])))
    return { roots, path, critical, ranks: slowestOf(roots, durationMs) }
  }, [told, hasTip, store])

  const grows = told !== null && told.timeline.live && told.timeline.clock !== 'emitted' && live
  const now = useNow(growMs, grows)
  const again = useCallback(() => setTurn((before) => before + 1), [])
  if (told === null || made === null) return { drawn: null, problem, again }
  const { timeline, at } = told
  const since = grows && now !== null ? Math.max(0, now - at) : 0
  const endMs = (timeline.durationMs ?? 0) + since
  return { drawn: { ...made, timeline, isTimed: timeline.durationMs !== null, endMs }, problem, again }
}

/** What each call was asked, by the frame that it began with. */
function argumentsIn(tip: RunState | null): (startSeq: number, callId: string | null) => string | null {
  const asked = new Map<string, string>()
  if (tip !== null) {
    for (const block of blocksFrom(tip.transcript.blocks, 0)) {
      if (block.type === 'tool') asked.set(`${block.fromSeq} ${block.callId}`, block.arguments)
    }
  }
  return (startSeq, callId) => asked.get(`${startSeq} ${callId ?? ''}`) ?? null
}
