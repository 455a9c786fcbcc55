'use client'

import type { Timeline } from '#lib/api/timeline.ts'
import { ChartCard } from '#components/charts/chart-card.tsx'
import { ShareBar } from '#components/charts/share-bar.tsx'
import { usePlayerParts } from '../use-player.ts'
import { partLooks, sharesOfRun, shareWords } from './share-of-run.ts'

/** How the run's time divides into what it did: at every moment one thing, so that it adds up to all of it. */
export function Breakdown({ timeline, className }: { timeline: Timeline; className?: string }) {
  const { store } = usePlayerParts()
  const shares = sharesOfRun(timeline.lanes)
  const [first] = shares
  if (!first) return null
  const open = (seq: number) => store.select(seq, 0.25)
  return (
    <ChartCard
      title="Where the time went"
      summary={`Most of it was ${partLooks[first.type].label}: ${(first.perMille / 10).toFixed(1)} %.`}
      file="time-breakdown"
      table={{
        columns: ['part', 'seconds', 'percent', 'frame'],
        rows: shares.map(({ type, ms, perMille, seq }) => [
          partLooks[type].label,
          (ms / 1000).toFixed(3),
          (perMille / 10).toFixed(1),
          seq,
        ]),
        seqs: shares.map(({ seq }) => seq),
      }}
      onOpen={open}
      {...(className !== undefined && { className })}
    >
      <ShareBar
        label={`Where the time went: ${shareWords(shares)}`}
        shares={shares.map(({ type, ms, perMille, seq }) => ({
          key: type,
          label: partLooks[type].label,
          fill: partLooks[type].fill,
          ms,
          perMille,
          onOpen: seq === null ? undefined : () => open(seq),
        }))}
      />
    </ChartCard>
  )
}
