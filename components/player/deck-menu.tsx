'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { useState, type ReactNode } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { useKeys } from '#components/shell/keys.ts'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { BookmarkDialog } from './bookmark-dialog.tsx'
import { MarkerDialog } from './lanes/marker-dialog.tsx'
import { PauseAtDialog } from './pause-at-dialog.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** What else playback can do: fold, loop, stop at a condition, keep bookmarks, jump. */
export function DeckMenu() {
  const { store } = usePlayerParts()
  const { foldIdle, loop, pauseAt } = usePlayer((state) => state.play)
  const range = usePlayer((state) => state.range)
  const zoom = usePlayer((state) => state.zoom)
  const markers = usePlayer((state) => state.markers)
  const [asked, setAsked] = useState<'pause-at' | 'bookmarks' | 'markers' | null>(null)
  const close = () => setAsked(null)
  useKeys('Playback', [{ keys: ['b'], label: 'List of bookmarks', run: () => setAsked('bookmarks') }])
  const looped = loop ?? range
  return (
    <>
      <Menu
        trigger={
          <Button
            size="sm"
            variant="bare"
            icon="more"
            aria-label="More about playback"
            aria-pressed={pauseAt.length > 0}
          />
        }
      >
        <Check checked={foldIdle} onChange={store.setFold} hint="i">
          Fold gaps of more than 2 s
        </Check>
        <Check checked={loop !== null} disabled={looped === null} onChange={store.toggleLoop} hint="o">
          {looped === null
            ? 'Loop: first select a range of frames'
            : `Loop frames ${formatCount(looped.from)} to ${formatCount(looped.to)}`}
        </Check>
        <MenuItem icon="pause" onSelect={() => setAsked('pause-at')}>
          Pause at …{pauseAt.length > 0 && ` (${pauseAt.length})`}
        </MenuItem>
        <Base.Separator className="my-1 h-px bg-hairline" />
        <MenuItem icon="back" hint={<Kbd>[</Kbd>} onSelect={() => store.toMarker('any', -1)}>
          Marker before
        </MenuItem>
        <MenuItem icon="next" hint={<Kbd>]</Kbd>} onSelect={() => store.toMarker('any', 1)}>
          Next marker
        </MenuItem>
        <MenuItem onSelect={() => setAsked('markers')}>Markers …</MenuItem>
        {zoom !== null && <MenuItem onSelect={() => store.setZoom(null)}>Reset zoom</MenuItem>}
        <Base.Separator className="my-1 h-px bg-hairline" />
        <MenuItem hint={<Kbd>m</Kbd>} onSelect={store.bookmark}>
          Bookmark this frame
        </MenuItem>
        <MenuItem hint={<Kbd>b</Kbd>} onSelect={() => setAsked('bookmarks')}>
          Bookmarks …
        </MenuItem>
      </Menu>
      <PauseAtDialog open={asked === 'pause-at'} onClose={close} />
      {markers !== null && <MarkerDialog open={asked === 'markers'} onClose={close} markers={markers} />}
      <BookmarkDialog open={asked === 'bookmarks'} onClose={close} />
    </>
  )
}

function Check(props: {
  checked: boolean
  disabled?: boolean
  onChange: (on: boolean) => void
  hint: string
  children: ReactNode
}) {
  return (
    <Base.CheckboxItem
      checked={props.checked}
      disabled={props.disabled ?? false}
      onCheckedChange={props.onChange}
      className="flex h-7 w-full cursor-pointer items-center gap-2 rounded-chip px-2 whitespace-nowrap outline-none select-none data-disabled:cursor-default data-disabled:text-muted data-highlighted:bg-raised pointer-coarse:h-11"
    >
      <span className="grid size-4 place-items-center">
        <Base.CheckboxItemIndicator>
          <Icon name="check" className="text-accent" />
        </Base.CheckboxItemIndicator>
      </span>
      <span className="flex-1">{props.children}</span>
      <Kbd>{props.hint}</Kbd>
    </Base.CheckboxItem>
  )
}
