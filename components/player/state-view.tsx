'use client'

import { useMemo } from 'react'
import { JsonTree } from './json-tree.tsx'
import { summarize } from './state-summary.ts'
import { usePlayer } from './use-player.ts'

/** All that is known of the run by the frame that is shown, as a tree. */
export function StateView() {
  const shown = usePlayer((state) => state.shown)
  const summary = useMemo(() => (shown === null ? null : summarize(shown)), [shown])
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label="State of the run"
      className="min-h-0 flex-1 overflow-y-auto px-2 py-2 focus-visible:outline-offset-[-2px]"
    >
      {summary === null ? (
        <p className="px-2 text-muted">Reading the state …</p>
      ) : (
        <JsonTree value={summary} openDepth={2} />
      )}
    </div>
  )
}
