'use client'

import { useState } from 'react'
import type { Marker, Markers } from '#lib/api/markers.ts'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { usePlayer, usePlayerParts } from '../use-player.ts'
import { markerWords } from './lane-words.ts'

const atOnce = 200

type Choice = 'all' | 'trouble' | 'tools' | 'bookmarks'

const choices: readonly { value: Choice; label: string; types: readonly Marker['type'][] }[] = [
  { value: 'all', label: 'All', types: ['first_token', 'tool_start', 'tool_end', 'error', 'stall', 'gap', 'input'] },
  { value: 'trouble', label: 'Errors, stalls, gaps', types: ['error', 'stall', 'gap'] },
  { value: 'tools', label: 'Tools', types: ['tool_start', 'tool_end'] },
  { value: 'bookmarks', label: 'Bookmarks', types: [] },
]

/** What the lanes show, as a table whose rows lead to frames. */
export function MarkerDialog({ open, onClose, markers }: { open: boolean; onClose: () => void; markers: Markers }) {
  return (
    <Dialog open={open} onClose={onClose} title="Markers" wide>
      <MarkerTable onClose={onClose} markers={markers} />
    </Dialog>
  )
}

function MarkerTable({ onClose, markers }: { onClose: () => void; markers: Markers }) {
  const { store, source } = usePlayerParts()
  const bookmarks = usePlayer((state) => state.bookmarks)
  const [choice, setChoice] = useState<Choice>('all')
  const [shown, setShown] = useState(atOnce)
  const types = choices.find(({ value }) => value === choice)?.types ?? []
  const marked = bookmarks.map(({ seq, label }) => ({
    seq,
    offsetMs: null,
    words: label === '' ? 'bookmark' : `bookmark: ${label}`,
  }))
  const rows = [
    ...markers.list
      .filter(({ type }) => types.includes(type))
      .map((marker) => ({ seq: marker.seq, offsetMs: marker.offsetMs, words: markerWords(marker) })),
    ...(choice === 'all' || choice === 'bookmarks' ? marked : []),
  ].toSorted((a, b) => a.seq - b.seq)
  return (
    <>
      <div className="flex flex-wrap gap-1 pb-3" role="group" aria-label="Which markers">
        {choices.map(({ value, label }) => (
          <Button
            key={value}
            size="sm"
            aria-pressed={choice === value}
            onClick={() => {
              setChoice(value)
              setShown(atOnce)
            }}
          >
            {label}
          </Button>
        ))}
      </div>
      {rows.length === 0 ? (
        <p className="text-muted">None in this run{choice === 'bookmarks' ? ' yet.' : '.'}</p>
      ) : (
        <table className="w-full text-xs">
          <thead className="text-left text-muted">
            <tr>
              <th scope="col" className="w-20 font-normal">
                Frame
              </th>
              <th scope="col" className="w-24 font-normal">
                Offset
              </th>
              <th scope="col" className="font-normal">
                What
              </th>
            </tr>
          </thead>
          <tbody className="font-mono">
            {rows.slice(0, shown).map(({ seq, offsetMs, words }) => (
              <tr key={`${seq} ${words}`} className="h-7 border-t border-soft pointer-coarse:h-11">
                <td>
                  <a
                    href={source.pageHref(seq)}
                    className="inline-block py-1 text-accent underline underline-offset-2"
                    onClick={(event) => {
                      if (event.ctrlKey || event.metaKey || event.shiftKey) return
                      event.preventDefault()
                      onClose()
                      store.select(seq, 0.25)
                    }}
                  >
                    #{formatCount(seq)}
                  </a>
                </td>
                <td className="text-text-2">{offsetMs === null ? '–' : formatOffset(offsetMs)}</td>
                <td className="[overflow-wrap:anywhere]">{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > shown && (
        <p className="pt-3">
          <Button size="sm" onClick={() => setShown(shown + 5 * atOnce)}>
            Show more of {formatCount(rows.length)}
          </Button>
        </p>
      )}
      {markers.more > 0 && (
        <p className="pt-3 text-xs text-muted">{formatCounted(markers.more, 'tool marker')} more are not listed.</p>
      )}
    </>
  )
}
