'use client'

import { Button } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { CopyItems } from './copy-items.tsx'

/** All ways to take a frame along. */
export function FrameMenu({ seq }: { seq: number }) {
  return (
    <Menu trigger={<Button size="sm" variant="bare" icon="copy" aria-label="Copy this frame" />}>
      <CopyItems seq={seq} />
    </Menu>
  )
}
