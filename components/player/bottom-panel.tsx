'use client'

import { lazy, Suspense, type ComponentType } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { TabList, Tabs } from '#components/ui/tabs.tsx'
import type { PanelView } from './player-state.ts'
import { useMedia, usePlayer, wide } from './use-player.ts'

/** What the panel can show. Each is loaded when it is first opened, so that none weighs on the first paint. */
const panelViews: readonly { value: PanelView; label: string; View: ComponentType }[] = [
  {
    value: 'timeline',
    label: 'Timeline',
    View: lazy(async () => ({ default: (await import('./timeline/timeline-view.tsx')).TimelineView })),
  },
  {
    value: 'metrics',
    label: 'Metrics',
    View: lazy(async () => ({ default: (await import('./metrics/metrics-view.tsx')).MetricsView })),
  },
]

/** The panel below text and detail. Closed, only its line of tabs is left. */
export function BottomPanel({
  view,
  onView,
  className,
}: {
  view: PanelView | null
  onView: (view: PanelView | null) => void
  className?: string
}) {
  const isUsual = usePlayer((state) => state.view === state.usualView)
  const isWide = useMedia(wide)
  const shown = panelViews.find(({ value }) => value === view)
  return (
    <section
      data-panel=""
      aria-label="Timeline and metrics"
      className={cx('flex min-h-0 min-w-0 flex-col border-t border-hairline', className)}
    >
      <h2 className="sr-only">{shown?.label ?? 'Timeline and metrics'}</h2>
      <Tabs
        value={view ?? 'none'}
        onChange={(next) => next !== 'none' && onView(next)}
        className="flex h-8 flex-none items-center gap-2 border-b border-hairline pr-1 pl-3 pointer-coarse:h-11"
      >
        <TabList label="Panel" tabs={panelViews} />
        <div data-panel-bar="" className="h-full min-w-0 flex-1" />
        <span className="max-md:hidden">
          <Button
            size="sm"
            variant="bare"
            icon={shown ? 'chevron-down' : 'up'}
            aria-expanded={shown !== undefined}
            aria-label={shown ? 'Close the panel' : 'Open the panel'}
            onClick={() => onView(shown ? null : 'timeline')}
          />
        </span>
      </Tabs>
      {shown && (
        <div className="panel-view flex min-h-0 flex-1 flex-col">
          {(isWide || !isUsual) && (
            <Suspense fallback={<p className="p-3 text-muted">Loading …</p>}>
              <shown.View />
            </Suspense>
          )}
        </div>
      )}
    </section>
  )
}
