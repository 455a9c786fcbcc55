'use client'

import type { Frame } from '#lib/api/frame.ts'
import { Button } from '#components/ui/button.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { download } from './download.ts'
import { curlFrom, prettyData } from './frame-copies.ts'
import { useCopy } from './use-copy.ts'
import { usePlayerParts } from './use-player.ts'

/** All ways to take a frame along. */
export function FrameMenu({ frame, raw }: { frame: Frame; raw: Uint8Array | null }) {
  const { source } = usePlayerParts()
  const { copy } = useCopy()
  return (
    <Menu trigger={<Button size="sm" variant="bare" icon="copy" aria-label="Copy this frame" />}>
      <MenuItem icon="link" hint={<Kbd>c</Kbd>} onSelect={() => copy(source.pageHref(frame.seq), 'Link to the frame')}>
        Link to frame
      </MenuItem>
      {raw && (
        <MenuItem icon="copy" onSelect={() => copy(new TextDecoder().decode(raw), 'Raw block')}>
          Raw block
        </MenuItem>
      )}
      {frame.data !== null && (
        <MenuItem icon="copy" onSelect={() => copy(prettyData(frame), 'Data')}>
          Data, JSON indented
        </MenuItem>
      )}
      <MenuItem icon="copy" onSelect={() => copy(curlFrom(source.streamHref(), frame.seq), 'curl command')}>
        curl, from here on
      </MenuItem>
      {raw && (
        <MenuItem icon="download" onSelect={() => download(`frame-${frame.seq}.sse`, raw)}>
          Download block
        </MenuItem>
      )}
    </Menu>
  )
}
