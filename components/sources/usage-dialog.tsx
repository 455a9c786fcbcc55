'use client'

import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { download } from '#components/player/download.ts'
import { TabList, TabPanel, Tabs } from '#components/ui/tabs.tsx'
import { formatCounted } from '#lib/format/count.ts'
import type { Source } from '#lib/api/source.ts'
import type { Usage } from '#lib/api/usage.ts'
import type { Rollup } from '#lib/dialects/rest.ts'
import { missingForUsage } from './missing-settings.ts'
import { UsageTable } from './usage-table.tsx'
import { usageCsv } from './usage-rows.ts'

const labels: Record<Rollup, string> = { hour: 'By hour', day: 'By day' }

/** What a source's upstream accounts for, hour by hour or day by day, to read and to take along. */
export function UsageDialog({
  source,
  usage,
  rollup,
  rollups,
  words,
  onRollup,
  onClose,
}: {
  source: Source
  usage: Usage
  rollup: Rollup
  /** Those that its dialect can ask for. */
  rollups: readonly Rollup[]
  /** The window in words: `last 24 hours`. */
  words: string
  onRollup: (rollup: Rollup) => void
  onClose: () => void
}) {
  const csv = () => usageCsv(usage.buckets)
  const isEmpty = usage.buckets.length === 0
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Usage of ${source.name}`}
      description={`The ${words}, as its API accounts for them${isEmpty ? '' : `: ${formatCounted(usage.totals.calls, 'call')}`}`}
    >
      <Tabs value={rollup} onChange={onRollup}>
        <div className="mb-2 flex h-8 flex-wrap items-center justify-between gap-2 border-b border-hairline pointer-coarse:h-12">
          <TabList label="Grouped" tabs={rollups.map((value) => ({ value, label: labels[value] }))} />
          {!isEmpty && (
            <span className="flex gap-1">
              <CopyButton variant="bare" size="sm" label="Copy CSV" text={csv} />
              <Button
                variant="bare"
                size="sm"
                icon="download"
                onClick={() => download(`${source.slug}-usage-by-${rollup}.csv`, new TextEncoder().encode(csv()))}
              >
                Download
              </Button>
            </span>
          )}
        </div>
        <TabPanel value={rollup}>
          {isEmpty ? <Nothing source={source} words={words} /> : <UsageTable usage={usage} rollup={rollup} />}
        </TabPanel>
      </Tabs>
    </Dialog>
  )
}

function Nothing({ source, words }: { source: Source; words: string }) {
  return (
    <div className="grid gap-1 py-10 text-center text-text-2">
      <p className="font-semibold text-text">
        {source.reads.usage?.ok ? 'No calls in' : 'Nothing is known of'} the {words}
      </p>
      <p className="[overflow-wrap:anywhere]">{whyNothing(source)}</p>
    </div>
  )
}

function whyNothing({ dialect, settings, reads: { usage } }: Source): string {
  if (!settings.discover) return 'Usage is read of sources that find runs by themselves: edit it to turn that on.'
  const missing = missingForUsage(dialect, settings)
  if (missing !== null) return `To read usage, it needs ${missing}: edit the source.`
  if (usage === null) return 'Usage was not read yet. The recorder reads it by itself, and this page then shows it.'
  return usage.ok ? 'Its API was asked, and told of none.' : usage.detail
}
