'use client'

import { useState } from 'react'
import { Recorders } from '#lib/api/recorder.ts'
import { JumpField } from '#components/shell/jump-field.tsx'
import { useKeys } from '#components/shell/keys.ts'
import { Page } from '#components/shell/page.tsx'
import { callApi } from '#components/ui/call-api.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { useNow } from '#components/ui/use-now.ts'
import { usePoll } from '#components/ui/use-poll.ts'
import { formatCounted } from '#lib/format/count.ts'
import { HowToStart } from './how-to-start.tsx'
import { RecorderCard } from './recorder-card.tsx'
import { living, livingWords, togetherWords } from './recorder-words.ts'

/** As often as recorders beat. */
const POLL_MS = 2000

/** The page of recorders: who records, how they do, and what to do where nobody does. */
export function RecordersView({ recorders: first, now: serverNow }: { recorders: Recorders; now: number }) {
  const now = useNow(serverNow)
  const [told, setTold] = useState(first)
  const [failure, setFailure] = useState<string | null>(null)
  const ask = async (signal?: AbortSignal) => {
    try {
      setTold(await callApi('/api/v1/recorders', Recorders, signal ? { signal } : {}))
      setFailure(null)
    } catch (error) {
      if (!signal?.aborted) setFailure(error instanceof Error ? error.message : String(error))
    }
  }
  usePoll(ask, POLL_MS)
  useKeys('Recorders', [{ keys: ['r'], label: 'Ask again', foot: 'ask again', run: () => void ask() }])
  const { recorders, unheld } = told
  const nobody = living(recorders).length === 0
  return (
    <Page title="Recorders" note={livingWords(told)} search={<JumpField />}>
      {/* There may be nothing in it to focus, and it is to scroll by keys all the same. */}
      <main className="overflow-y-auto p-3 md:p-4" tabIndex={0}>
        <div className="mx-auto grid max-w-[1120px] gap-3">
          {failure !== null && <Notice tone="stall">{failure} What is shown is what was last known.</Notice>}
          {nobody ? (
            <EmptyState title="No recorder lives">
              <p>
                Nothing is recorded now.{' '}
                {unheld > 0 && `${formatCounted(unheld, 'run')} ${unheld === 1 ? 'waits' : 'wait'} for one. `}
                Streams that can be resumed lose nothing by it, as long as their upstream keeps them.
              </p>
              <HowToStart />
            </EmptyState>
          ) : (
            <p className="px-1 text-text-2">
              {togetherWords(told)}
              {unheld > 0 && ` ${formatCounted(unheld, 'open run')} ${unheld === 1 ? 'is' : 'are'} about to be taken.`}
            </p>
          )}
          {recorders.length > 0 && (
            <ul className="grid grid-cols-[minmax(0,1fr)] gap-2">
              {recorders.map((recorder) => (
                <RecorderCard key={recorder.id} recorder={recorder} now={now} />
              ))}
            </ul>
          )}
          {!nobody && (
            <p className="px-1 text-xs text-muted">
              Figures are those of the last ten seconds, told with each heartbeat. For a monitor they are at{' '}
              <code>/metrics</code>, here and on <code>PROXY_PORT</code> of each recorder.
            </p>
          )}
        </div>
      </main>
    </Page>
  )
}
