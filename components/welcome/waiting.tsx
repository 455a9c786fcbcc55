'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { z } from 'zod'
import { RunsPage } from '#lib/api/run.ts'
import { callApi } from '#components/ui/call-api.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { useNow } from '#components/ui/use-now.ts'
import { usePoll } from '#components/ui/use-poll.ts'
import { formatCounted } from '#lib/format/count.ts'
import { formatSeconds } from '#lib/format/duration.ts'
import { WaitingTape } from './waiting-tape.tsx'

const Health = z.object({ status: z.string(), database: z.unknown(), recorders: z.unknown() })

type Checks = { database: boolean | null; recorder: boolean | null; run: boolean }

/** Waits for the first frame and then opens its run. What it says of the parts is what they answered just now. */
export function Waiting({ sources, now: renderedAt }: { sources: number; now: number }) {
  const router = useRouter()
  const [start] = useState(renderedAt)
  const now = useNow(renderedAt)
  const [checks, setChecks] = useState<Checks>({ database: null, recorder: null, run: false })
  usePoll(async (signal) => {
    const health = await callApi('/api/health', Health, { signal }).catch(() => null)
    const page = await callApi('/api/v1/runs?limit=1', RunsPage, { signal }).catch(() => null)
    if (signal.aborted) return
    const run = page?.runs[0]
    setChecks({
      database: health !== null && page !== null,
      recorder: health !== null && countRecorders(health.recorders) > 0,
      run: run !== undefined,
    })
    if (run && run.frameCount > 0) router.push(`/runs/${run.id}`)
    // A run that its upstream only lists brings no frame: there is a list of runs to show instead.
    else if (run?.recording === 'closed') router.refresh()
  }, 1000)
  const title = checks.run ? 'The run is there. Waiting for its first frame…' : 'Waiting for the first frame…'
  return (
    <section
      aria-label="Waiting"
      className="rounded-panel border border-hairline bg-surface px-3 pt-3.5 pb-2.5 xl:col-span-2"
    >
      <div className="mb-4.5 flex flex-wrap items-center gap-x-2 gap-y-1">
        <i className="mx-0.5 size-2 animate-pulse rounded-full bg-running" />
        <div role="status">
          <h2 className="text-md font-semibold">{title}</h2>
        </div>
        <span className="text-muted">{formatSeconds(now - start)}</span>
        <span className="flex-1" />
        <ul className="flex flex-wrap gap-x-4 text-xs text-text-2">
          <Check ok={checks.database} yes="database ready" no="database away" />
          <Check ok={checks.recorder} yes="recorder ready" no="no recorder runs" />
          <Check ok={sources > 0 ? true : null} yes={formatCounted(sources, 'source')} no="" wait="no source yet" />
        </ul>
      </div>
      <WaitingTape waitedMs={now - start} />
    </section>
  )
}

function Check({ ok, yes, no, wait = 'asking…' }: { ok: boolean | null; yes: string; no: string; wait?: string }) {
  const [icon, color] =
    ok === null
      ? (['k-meta', 'text-idle'] as const)
      : ok
        ? (['s-ok', 'text-ok'] as const)
        : (['s-error', 'text-error'] as const)
  return (
    <li className="inline-flex items-center gap-1.5">
      <Icon name={icon} className={cx('size-3.5', color)} />
      {ok === null ? wait : ok ? yes : no}
    </li>
  )
}

/** The API may give their number or their list. */
function countRecorders(recorders: unknown): number {
  if (typeof recorders === 'number') return recorders
  return Array.isArray(recorders) ? recorders.length : 0
}
