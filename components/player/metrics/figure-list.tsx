'use client'

import { useId } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { usePlayerParts } from '../use-player.ts'
import type { Figure } from './figures.ts'

/** Every number of the run. Its definition shows on hover and focus; the number leads to the frame that made it. */
export function FigureList({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="grid grid-cols-2 gap-x-3 gap-y-2 @md:grid-cols-3 @xl:grid-cols-4 @3xl:grid-cols-6 @6xl:grid-cols-8">
      {figures.map((figure) => (
        <OneFigure key={figure.label} figure={figure} />
      ))}
    </dl>
  )
}

function OneFigure({ figure: { label, value, definition, seq, note, usual = null } }: { figure: Figure }) {
  const { store } = usePlayerParts()
  const id = useId()
  return (
    <div className="group relative min-w-0 rounded-control hover:z-10 focus-within:z-10">
      <dt className="text-2xs text-muted">
        <button type="button" className="cursor-help! decoration-dotted hover:underline" aria-describedby={id}>
          {label}
        </button>
      </dt>
      <dd className="text-lg font-semibold">
        {seq === null ? (
          value
        ) : (
          <button
            type="button"
            className="hover:underline"
            aria-describedby={id}
            aria-label={`${label} ${value}, goes to frame ${formatCount(seq)}`}
            onClick={() => store.select(seq, 0.25)}
          >
            {value}
          </button>
        )}
        {note !== null && <span className="block truncate text-2xs font-normal text-text-2">{note}</span>}
      </dd>
      <div
        id={id}
        role="tooltip"
        className="pointer-events-none invisible absolute top-full left-0 z-20 w-60 rounded-control border border-hairline bg-surface p-2 text-xs font-normal text-text-2 opacity-0 shadow-pop group-focus-within:visible group-focus-within:opacity-100 group-hover:visible group-hover:opacity-100"
      >
        {definition}
        {(usual ?? note) !== null && <span className="block text-text">{usual ?? note}</span>}
        {seq !== null && <span className="block text-muted">Frame {formatCount(seq)}</span>}
      </div>
    </div>
  )
}
