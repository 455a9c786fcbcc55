'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { kinds, type Kind } from '#lib/dialects/kind.ts'
import { formatCount } from '#lib/format/count.ts'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { KindGlyph } from '#components/ui/kind-glyph.tsx'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'

const noise: readonly Kind[] = ['comment', 'heartbeat', 'retry', 'field']

/** Which kinds of frames are shown, each with how many there are. */
export function KindMenu({ labelClass }: { labelClass: string }) {
  const { store } = usePlayerParts()
  const counts = usePlayer((state) => state.tip?.transcript.kinds) ?? {}
  const filter = usePlayer((state) => state.filter)
  const shown: readonly Kind[] = filter?.shown ?? kinds
  const present = kinds.filter((kind) => (counts[kind] ?? 0) > 0 || (filter !== null && shown.includes(kind)))
  const show = (next: readonly Kind[]) =>
    store.filterBy(next.length === 0 || present.every((kind) => next.includes(kind)) ? null : next)
  const hidesNoise = noise.every((kind) => !shown.includes(kind))
  return (
    <Menu
      trigger={
        <Button size="sm" variant="bare" icon="filter" aria-pressed={filter !== null} aria-label="Filter by kind">
          <span className={labelClass}>Kind</span>
        </Button>
      }
    >
      {present.map((kind) => (
        <Base.CheckboxItem
          key={kind}
          checked={shown.includes(kind)}
          closeOnClick={false}
          onCheckedChange={(on) => show(on ? [...shown, kind] : shown.filter((other) => other !== kind))}
          className="flex h-7 w-full cursor-pointer items-center gap-2 rounded-chip px-2 outline-none select-none data-highlighted:bg-raised pointer-coarse:h-11"
        >
          <span className="grid size-4 place-items-center">
            <Base.CheckboxItemIndicator>
              <Icon name="check" className="text-accent" />
            </Base.CheckboxItemIndicator>
          </span>
          <KindGlyph kind={kind} />
          <span className="flex-1">{kind}</span>
          <span className="pl-4 text-xs text-muted">{formatCount(counts[kind] ?? 0)}</span>
        </Base.CheckboxItem>
      ))}
      <Base.Separator className="my-1 h-px bg-hairline" />
      <MenuItem onSelect={() => show(hidesNoise ? kinds : shown.filter((kind) => !noise.includes(kind)))}>
        {hidesNoise ? 'Show heartbeats and comments' : 'Hide heartbeats and comments'}
      </MenuItem>
      <MenuItem onSelect={() => show(['error', 'tool', 'result', 'gap'])}>Only tools, errors and gaps</MenuItem>
      <MenuItem onSelect={() => show(kinds)}>Show all kinds</MenuItem>
    </Menu>
  )
}

/** How many frames the filter hides. Clicking shows them again. */
export function HiddenCount() {
  const { store } = usePlayerParts()
  const filter = usePlayer((state) => state.filter)
  const last = usePlayer((state) => state.tail.lastSeq)
  if (filter === null) return null
  return (
    <Button size="sm" variant="bare" onClick={() => store.filterBy(null)} title="Show all kinds">
      {filter.complete ? `${formatCount(last - filter.seqs.length)} hidden` : 'searching …'}
    </Button>
  )
}
