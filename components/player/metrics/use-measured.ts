'use client'

import { useCallback, useEffect, useState } from 'react'
import type { Baseline } from '#lib/api/baseline.ts'
import type { Latency } from '#lib/api/latency.ts'
import type { Series } from '#lib/api/series.ts'
import type { Timeline } from '#lib/api/timeline.ts'
import { usePoll } from '#components/ui/use-poll.ts'
import type { SeriesAsked } from '../frame-source.ts'
import { usePlayer, usePlayerParts } from '../use-player.ts'

const everyMs = 2000

type Measurement = { series: Series; latency: Latency | null; timeline: Timeline | null }

/** What is measured of the run: at once, again for another stretch, and every two seconds while it runs. */
export function useMeasured({ points, window, stallMs }: SeriesAsked) {
  const { source, store } = usePlayerParts()
  const [measured, setMeasured] = useState<Measurement | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const live = usePlayer((state) => state.tail.live)
  const fromMs = window?.fromMs ?? null
  const toMs = window?.toMs ?? null
  const read = useCallback(
    async (signal: AbortSignal): Promise<Measurement> => {
      const stretch = fromMs === null || toMs === null ? null : { fromMs, toMs }
      const [series, latency, timeline] = await Promise.all([
        source.series({ points, window: stretch, stallMs }, signal),
        // The charts stand without them.
        source.latency().catch(() => null),
        source.timeline().catch(() => null),
      ])
      return { series, latency, timeline }
    },
    [source, points, fromMs, toMs, stallMs],
  )
  const show = useCallback((reading: Promise<Measurement>, signal: AbortSignal): Promise<void> => {
    return reading.then(
      (next) => {
        if (signal.aborted) return
        setMeasured(next)
        setProblem(null)
      },
      (error: unknown) => {
        if (!signal.aborted) setProblem(error instanceof Error ? error.message : String(error))
      },
    )
  }, [])
  // At once, for every change of what is asked, and once more when the run ends.
  useEffect(() => {
    if (points === 0) return
    const controller = new AbortController()
    void show(read(controller.signal), controller.signal)
    return () => controller.abort()
  }, [read, show, points, live])
  const pending = measured?.series.tokensPending === true
  usePoll((signal) => {
    const goesOn = points > 0 && (pending || store.getState().tail.live)
    return goesOn ? show(read(signal), signal) : Promise.resolve()
  }, everyMs)
  return { measured, problem }
}

/** Estimating reads all text of a run: the header asks for it only of runs that are quickly read. */
const mostFramesToEstimate = 20_000

/** Output tokens of a run that is over and reported none; null while they are not known. */
export function useEstimatedTokens(): number | null {
  const { source } = usePlayerParts()
  const wanted = usePlayer(
    ({ run, tail }) => !tail.live && run.outputTokens === null && tail.lastSeq <= mostFramesToEstimate,
  )
  const [tokens, setTokens] = useState<number | null>(null)
  useEffect(() => {
    if (!wanted) return
    const controller = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = () =>
      source.series({ points: 16, window: null, stallMs: null }, controller.signal).then(
        (series) => {
          if (series.tokensPending) timer = setTimeout(() => void ask(), everyMs)
          else setTokens(series.tokens?.total ?? null)
        },
        // Without it no tokens are told.
        () => undefined,
      )
    void ask()
    return () => {
      controller.abort()
      clearTimeout(timer)
    }
  }, [source, wanted])
  return wanted ? tokens : null
}

/** What is usual for the run's agent; null while it is not known, or nothing is. */
export function useBaseline(): Baseline | null {
  const { source } = usePlayerParts()
  const agent = usePlayer(({ run }) => run.agent)
  const [baseline, setBaseline] = useState<Baseline | null>(null)
  useEffect(() => {
    if (agent === null) return
    let gone = false
    source.baseline().then(
      (next) => !gone && setBaseline(next),
      // Without it nothing is compared.
      () => undefined,
    )
    return () => {
      gone = true
    }
  }, [source, agent])
  return baseline
}
