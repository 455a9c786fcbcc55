'use client'

import { useState, type ReactNode } from 'react'
import type { RunLink } from '#lib/api/related.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { formatCounted } from '#lib/format/count.ts'
import { statusState, statusWord } from '#lib/format/run-state.ts'
import { toneText } from '#components/ui/chip.tsx'
import { cx } from '#components/ui/cx.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { statusIcon } from '#components/ui/status-glyph.tsx'
import { usePlayer } from './use-player.ts'

const shownChildren = 3

/** The runs around this one, in a line below its header: what it belongs to, what belongs to it, its other streams. */
export function RelatedRuns() {
  const related = usePlayer((state) => state.related)
  const duplicate = usePlayer((state) => state.run.metadata['duplicate'])
  const [open, setOpen] = useState(false)
  const { parent, children, streams } = related ?? { parent: null, children: [], streams: [] }
  const isTwice = typeof duplicate === 'string'
  if (parent === null && children.length === 0 && streams.length === 0 && !isTwice) return null
  return (
    <nav
      aria-label="Related runs"
      className="flex h-7 flex-none items-center gap-x-5 overflow-x-auto border-b border-hairline px-3 text-xs whitespace-nowrap [scrollbar-width:none] pointer-coarse:h-11"
    >
      {parent !== null && (
        <Group label="Part of">
          <Linked run={parent} />
        </Group>
      )}
      {children.length > 0 && (
        <Group
          label={children.length === 1 ? 'Its child' : `Its ${formatCounted(children.length, 'child', 'children')}`}
        >
          {byNeed(children)
            .slice(0, shownChildren)
            .map((child) => (
              <Linked key={child.id} run={child} />
            ))}
          {children.length > shownChildren && (
            <button type="button" className="text-accent pointer-coarse:h-11" onClick={() => setOpen(true)}>
              {children.length - shownChildren} more
            </button>
          )}
        </Group>
      )}
      {streams.length > 0 && (
        <Group label={streams.length === 1 ? 'Its other stream' : 'Its other streams'}>
          {streams.map((stream) => (
            <Linked key={stream.id} run={stream} words={surfaceLabel(stream)} />
          ))}
        </Group>
      )}
      {isTwice && (
        <Group label="Begun a second time as">
          <a href={`/runs/${encodeURIComponent(duplicate)}`} className="font-mono text-text-2 hover:text-accent">
            {duplicate}
          </a>
        </Group>
      )}
      <Dialog open={open} onClose={() => setOpen(false)} title={`Runs of this run: ${children.length}`}>
        <ul className="grid gap-1">
          {children.map((child) => (
            <li key={child.id} className="flex min-w-0 items-center gap-2">
              <Linked run={child} wide />
              <span className="ml-auto text-muted">{statusWord(child.status)}</span>
            </li>
          ))}
        </ul>
      </Dialog>
    </nav>
  )
}

function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span className="flex items-center gap-3">
      <span className="text-muted">{label}</span>
      {children}
    </span>
  )
}

function Linked({ run, words, wide = false }: { run: RunLink; words?: string; wide?: boolean }) {
  const { glyph, tone, word } = statusState(run.status)
  return (
    <a
      href={`/runs/${encodeURIComponent(run.id)}`}
      title={`${linkName(run)}, ${word}`}
      className="flex min-w-0 items-center gap-1.5 text-text-2 hover:text-accent pointer-coarse:h-11"
    >
      <Icon name={statusIcon[glyph]} className={cx('size-3.5', toneText[tone])} />
      <span className="sr-only">{word}</span>
      <span className={cx('truncate', !wide && 'max-w-52')}>{words ?? linkName(run)}</span>
    </a>
  )
}

/** Those that a reader looks for first: what failed, waits or runs. */
function byNeed(children: readonly RunLink[]): RunLink[] {
  const order: readonly RunLink['status'][] = ['failed', 'lost', 'waiting_for_input', 'running', 'queued']
  const place = ({ status }: RunLink) => (order.includes(status) ? order.indexOf(status) : order.length)
  return children.toSorted((a, b) => place(a) - place(b))
}

/** Its title, else who it is: children of one run mostly have the same agent. */
function linkName({ title, agent, persona, id }: RunLink): string {
  return title ?? agent ?? persona ?? id
}

function surfaceLabel({ dialect, surface }: RunLink): string {
  return getDialect(dialect)?.surfaces.find(({ name }) => name === surface)?.label ?? surface
}
