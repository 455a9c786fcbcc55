'use client'

import { useKeys, type Command } from '#components/shell/keys.ts'
import type { PlayerStore } from './player-store.ts'
import type { StopKind } from './stops.ts'
import { usePlayerParts } from './use-player.ts'

const stepMs = 5000
const stepShare = 0.1

/** The keys of playback: play, seek, jump from mark to mark. */
export function usePlaybackKeys(): void {
  const { store } = usePlayerParts()
  useKeys('Playback', [
    { keys: ['Space'], label: 'Play and pause; at the live edge freeze', foot: 'play', run: () => store.togglePlay() },
    { keys: ['ArrowRight'], label: '5 seconds on', repeat: true, run: () => void store.seekBy({ ms: stepMs }) },
    { keys: ['ArrowLeft'], label: '5 seconds back', repeat: true, run: () => void store.seekBy({ ms: -stepMs }) },
    {
      keys: ['Shift+ArrowRight'],
      label: '10 % of the run on',
      repeat: true,
      run: () => void store.seekBy({ share: stepShare }),
    },
    {
      keys: ['Shift+ArrowLeft'],
      label: '10 % of the run back',
      repeat: true,
      run: () => void store.seekBy({ share: -stepShare }),
    },
    {
      keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      label: 'To 0–90 % of the run',
      run: (event) => void store.seekShare(Number(event.key) / 10),
    },
    ...jumps(store, 'any', [']', '['], ['Next marker', 'Marker before']),
    ...jumps(store, 'error', ['e', 'E'], ['Next error', 'Error before'], 'error'),
    ...jumps(store, 'stall', ['s', 'S'], ['Next stall', 'Stall before']),
    ...jumps(store, 'tool', ['t', 'T'], ['Next start or end of a tool', 'Start or end of a tool before']),
    { keys: ['<'], label: 'Slower', run: () => store.slower() },
    { keys: ['>'], label: 'Faster', run: () => store.faster() },
    {
      keys: ['i'],
      label: 'Fold gaps of more than 2 s, or play them in full',
      run: () => store.setFold(!store.getState().play.foldIdle),
    },
    { keys: ['o'], label: 'Loop the selected range', run: () => store.toggleLoop() },
    { keys: ['m'], label: 'Bookmark this frame', run: () => store.bookmark() },
    { keys: ['w'], label: 'Wrap long lines of the raw block', run: () => store.toggleWrap() },
  ])
}

function jumps(
  store: PlayerStore,
  kind: StopKind,
  [next, before]: [string, string],
  [onLabel, backLabel]: [string, string],
  foot?: string,
): Command[] {
  return [
    { keys: [next], label: onLabel, foot, repeat: true, run: () => void store.toMarker(kind, 1) },
    { keys: [before], label: backLabel, repeat: true, run: () => void store.toMarker(kind, -1) },
  ]
}
