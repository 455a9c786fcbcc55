'use client'

import { isOver } from '#lib/format/run-state.ts'
import { Button } from '#components/ui/button.tsx'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { CopyItems } from './copy-items.tsx'
import { cursorOf } from './player-state.ts'
import { useRunActions } from './run-actions.tsx'
import { useCopy } from './use-copy.ts'
import { usePlayer } from './use-player.ts'

/** Everything that can be done with the run. */
export function RunMenu() {
  const { copy } = useCopy()
  const { against, cancel, sendInput, stopRecording } = useRunActions()
  const run = usePlayer((state) => state.run)
  const seq = usePlayer(cursorOf)
  const goesOn = !isOver(run.status)
  return (
    <Menu trigger={<Button variant="bare" icon="more" aria-label="More about this run" />}>
      <CopyItems seq={seq} />
      <MenuItem icon="copy" onSelect={() => copy(run.id, 'Run id')}>
        Copy run id
      </MenuItem>
      {run.upstreamRunId !== null && (
        <MenuItem icon="copy" onSelect={() => copy(run.upstreamRunId ?? '', 'Upstream run id')}>
          Copy upstream run id
        </MenuItem>
      )}
      {goesOn && against.input === null && (
        <MenuItem icon="up" onSelect={sendInput}>
          Send input …
        </MenuItem>
      )}
      {(goesOn || run.status === 'lost') && (
        <MenuItem icon="stop" danger={against.cancel === null} onSelect={cancel}>
          {against.cancel === null ? 'Cancel run …' : 'Why this run cannot be cancelled'}
        </MenuItem>
      )}
      {run.recording !== 'closed' && (
        <MenuItem icon="stop" danger onSelect={stopRecording}>
          Stop recording …
        </MenuItem>
      )}
    </Menu>
  )
}
