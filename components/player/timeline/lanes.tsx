'use client'

import { memo, type CSSProperties } from 'react'
import type { PartType, TimelinePart } from '#lib/api/timeline.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import type { Zoom } from '../player-state.ts'
import { drawnParts, partWords } from './lane-parts.ts'

type Lane = { label: string; icon: IconName; color: string; types: readonly PartType[] }

const lanes: readonly Lane[] = [
  { label: 'Model output', icon: 'k-output', color: 'text-k-output', types: ['output'] },
  { label: 'Reasoning', icon: 'k-reasoning', color: 'text-k-reasoning', types: ['reasoning'] },
  { label: 'Waiting', icon: 'clock', color: 'text-muted', types: ['first_token', 'tool', 'input', 'silence', 'gap'] },
]

type LanesProps = {
  parts: readonly TimelinePart[]
  totals: readonly { type: PartType; ms: number }[]
  view: Zoom
  onPart: (part: TimelinePart) => void
}

/** What the model did and what was waited for. The three lanes together are all of the run. */
export const Lanes = memo(function Lanes({ parts, totals, view, onPart }: LanesProps) {
  return (
    <div role="list" aria-label="What the run did" className="border-b border-hairline pb-[3px]">
      {lanes.map(({ label, icon, color, types }) => {
        const own = totals.filter(({ type }) => types.includes(type))
        const ms = own.reduce((sum, total) => sum + total.ms, 0)
        const words = own.map((total) => `${partWords(total.type)} ${formatDuration(total.ms)}`).join(', ')
        return (
          <div
            key={label}
            role="listitem"
            aria-label={`${label}, ${formatDuration(ms)}${own.length > 1 ? `: ${words}` : ''}`}
            className="tl-row tl-lane h-4"
            title={words}
          >
            <span aria-hidden="true" className="flex items-center gap-1.5 pl-3 text-2xs text-muted">
              <Icon name={icon} className={cx('size-2.5', color)} />
              {label}
            </span>
            <span aria-hidden="true" className="tl-track">
              {drawnParts(parts, types, view).map((part) => (
                <span
                  key={`${part.type} ${part.fromMs}`}
                  className={cx(
                    'tl-span',
                    `tl-${part.type}`,
                    part.type === 'tool' && 'hatch-wait',
                    part.type === 'gap' && 'hatch-gap',
                  )}
                  style={{ '--s': part.fromMs, '--e': part.toMs } as CSSProperties}
                  title={`${partWords(part.type, part.name)}, ${formatOffset(part.fromMs)}, ${formatDuration(part.toMs - part.fromMs)}`}
                  onClick={() => onPart(part)}
                />
              ))}
            </span>
            <span aria-hidden="true" className="pr-3 text-right font-mono text-2xs text-muted">
              {ms === 0 ? '–' : formatDuration(ms)}
            </span>
          </div>
        )
      })}
    </div>
  )
})
