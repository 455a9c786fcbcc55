'use client'

import { useKeys } from '#components/shell/keys.ts'
import { cursorOf } from './player-state.ts'
import { useCopy } from './use-copy.ts'
import { usePlaybackKeys } from './use-playback-keys.ts'
import { usePlayerParts } from './use-player.ts'

/** Every key of the run page, for handlers and key sheet alike. */
export function usePlayerKeys(detail: { open: boolean; setOpen: (open: boolean) => void }): void {
  const { store } = usePlayerParts()
  const { copyLink, copyMarkdown } = useCopy()
  const seq = () => cursorOf(store.getState())
  usePlaybackKeys()
  useKeys('Frames', [
    { keys: ['.'], label: 'One frame on', repeat: true, run: () => store.step(1) },
    { keys: [','], label: 'One frame back', repeat: true, run: () => store.step(-1) },
    { keys: ['j', 'ArrowDown'], label: 'Next frame', foot: 'next', repeat: true, run: () => store.step(1) },
    { keys: ['k', 'ArrowUp'], label: 'Frame before', foot: 'previous', repeat: true, run: () => store.step(-1) },
    {
      keys: ['Shift+ArrowDown'],
      label: 'Select one frame more',
      repeat: true,
      run: () => store.rangeTo(cursorOf(store.getState()) + 1),
    },
    {
      keys: ['Shift+ArrowUp'],
      label: 'Select one frame more before',
      repeat: true,
      run: () => store.rangeTo(cursorOf(store.getState()) - 1),
    },
    { keys: ['PageDown'], label: 'One page on', repeat: true, run: () => store.scrollTo({ pages: 1 }) },
    { keys: ['PageUp'], label: 'One page back', repeat: true, run: () => store.scrollTo({ pages: -1 }) },
    { keys: ['Home'], label: 'First frame', run: () => store.select(1, 0) },
    { keys: ['l', 'End'], label: 'Last frame; follows a running run', foot: 'live', run: () => store.goLive() },
    { keys: ['u'], label: 'Time as offset, delta, local, UTC', foot: 'time', run: () => store.nextTimeMode() },
    { keys: ['c'], label: 'Copy link', foot: 'copy link', run: copyLink },
    { keys: ['C'], label: 'Copy a report as Markdown', run: () => copyMarkdown() },
    {
      keys: ['Enter'],
      label: 'Open the frame in detail',
      run: () => (seq() === 0 ? false : detail.setOpen(true)),
    },
    {
      keys: ['Escape'],
      label: 'Close the detail; select no frame',
      run: () => (detail.open ? detail.setOpen(false) : store.clearSelection()),
    },
  ])
}
