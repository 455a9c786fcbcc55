'use client'

import { useReducer, useState } from 'react'
import { Run, RunsPage } from '#lib/api/run.ts'
import { callApi, CallError } from '#components/ui/call-api.ts'
import { usePoll } from '#components/ui/use-poll.ts'
import { filterParams, type Filter } from './filter.ts'
import { firstRows, runRows, unseenRows, type RunRows } from './run-rows.ts'

const pageSize = 50
const rereadAtOnce = 10

export type LiveRows = {
  list: RunRows
  /** Frames that arrived a second in the runs shown; null until two polls are in. */
  framesPerSecond: number | null
  /** Why the list is out of date, in words; null while it is not. */
  trouble: string | null
  showFresh: () => void
  loadMore: () => Promise<void>
  loadingMore: boolean
}

/** The list of runs under a filter, kept up to date by polling every two seconds. */
export function useRunRows(first: RunsPage, filter: Filter): LiveRows {
  const [list, send] = useReducer(runRows, first, firstRows)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [rate, setRate] = useState<{ at: number; frames: Map<string, number>; perSecond: number | null } | null>(null)
  const [loadingMore, setLoadingMore] = useState(false)

  usePoll(async (signal) => {
    try {
      const limit = Math.min(200, pageSize + list.fresh.length)
      const page = await callApi(`/api/v1/runs?${query(filter, { limit: String(limit) })}`, RunsPage, { signal })
      send({ type: 'polled', runs: page.runs })
      setRate((before) => nextRate(before, page.runs))
      setTrouble(null)
      const unseen = unseenRows(list, page.runs).slice(0, rereadAtOnce)
      const answers = await Promise.all(unseen.map((id) => reread(id, signal)))
      if (unseen.length === 0) return
      send({
        type: 'reread',
        runs: answers.flatMap((answer) => (answer.run ? [answer.run] : [])),
        gone: answers.flatMap((answer) => (answer.run ? [] : [answer.id])),
      })
    } catch (error) {
      if (!signal.aborted) setTrouble(error instanceof Error ? error.message : String(error))
    }
  }, 2000)

  const loadMore = async () => {
    if (list.nextCursor === null) return
    setLoadingMore(true)
    try {
      const more = query(filter, { limit: String(pageSize), cursor: list.nextCursor })
      send({ type: 'more', page: await callApi(`/api/v1/runs?${more}`, RunsPage) })
      setTrouble(null)
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    } finally {
      setLoadingMore(false)
    }
  }
  return {
    list,
    framesPerSecond: rate?.perSecond ?? null,
    trouble,
    showFresh: () => send({ type: 'show-fresh' }),
    loadMore,
    loadingMore,
  }
}

async function reread(id: string, signal: AbortSignal): Promise<{ id: string; run: Run | null }> {
  try {
    return { id, run: await callApi(`/api/v1/runs/${id}`, Run, { signal }) }
  } catch (error) {
    if (error instanceof CallError && error.status === 404) return { id, run: null }
    throw error
  }
}

function query(filter: Filter, more: Record<string, string>): string {
  const params = filterParams(filter)
  for (const [key, value] of Object.entries(more)) params.set(key, value)
  return params.toString()
}

type Rate = { at: number; frames: Map<string, number>; perSecond: number | null }

/** Frames a second between two polls, over the runs that both brought. */
function nextRate(before: Rate | null, runs: readonly Run[], now = performance.now()): Rate {
  const frames = new Map(runs.map((run) => [run.id, run.frameCount]))
  if (!before) return { at: now, frames, perSecond: null }
  let added = 0
  for (const [id, count] of frames) added += Math.max(0, count - (before.frames.get(id) ?? count))
  return { at: now, frames, perSecond: (added * 1000) / Math.max(1, now - before.at) }
}
