'use client'

import { useState } from 'react'
import { RunsPage, type Run } from '#lib/api/run.ts'
import { callApi } from '#components/ui/call-api.ts'
import { usePoll } from '#components/ui/use-poll.ts'

export type Watched = { running: readonly Run[]; failed: readonly Run[] }

/** The runs that may need attention, whatever the filter says: those that run, and those that failed today. */
export function useAttention(first: Watched): Watched {
  const [watched, setWatched] = useState(first)
  usePoll(async (signal) => {
    const from = new Date(Date.now() - 86_400_000).toISOString()
    // The list above the filter may lag; the list below it says so when the server is away.
    const pages = await Promise.all([
      callApi('/api/v1/runs?status=running,waiting_for_input,queued&limit=100', RunsPage, { signal }),
      callApi(`/api/v1/runs?status=failed&limit=20&from=${from}`, RunsPage, { signal }),
    ]).catch(() => null)
    if (pages) setWatched({ running: pages[0].runs, failed: pages[1].runs })
  }, 4000)
  return watched
}
