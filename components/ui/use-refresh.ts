'use client'

import { useRouter } from 'next/navigation'
import { z } from 'zod'
import { callApi } from './call-api.ts'
import { usePoll } from './use-poll.ts'

/**
 * Renders the page again on the server now and then. Only while the server is well: a refresh that fails replaces the
 * page by an error, and the figures it shows would be gone just when they are wanted.
 */
export function useRefresh(everyMs: number): void {
  const router = useRouter()
  usePoll(async (signal) => {
    const well = await callApi('/api/health', z.unknown(), { signal }).then(
      () => true,
      () => false,
    )
    if (well && !signal.aborted) router.refresh()
  }, everyMs)
}
