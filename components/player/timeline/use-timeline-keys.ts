'use client'

import { useCallback, type KeyboardEvent, type RefObject } from 'react'
import { singleKeysOn, useKeys, type Command } from '#components/shell/keys.ts'
import { isSingleCharacter, matchesKey } from '#components/shell/match-key.ts'

/**
 * Keys that mean something else while the pane has the focus: it hears them first. They stand in the registry too, so
 * that the key sheet shows them.
 */
export function useTimelineKeys(
  pane: RefObject<HTMLElement | null>,
  commands: readonly Command[],
): (event: KeyboardEvent) => void {
  const within = commands.map((command) => ({
    ...command,
    run: (event: globalThis.KeyboardEvent) =>
      // A command that the palette runs is no key: it has no target.
      event.target === null || pane.current?.contains(document.activeElement) === true ? command.run(event) : false,
  }))
  useKeys('Timeline', within)
  return useCallback(
    (event: KeyboardEvent) => {
      const { nativeEvent } = event
      if (event.defaultPrevented || nativeEvent.isComposing) return
      const isPressable = event.target instanceof Element && event.target.closest('button, a[href]') !== null
      if (isPressable && event.key === 'Enter') return
      for (const command of commands) {
        if (nativeEvent.repeat && !command.repeat) continue
        const names = command.keys.filter((name) => singleKeysOn() || !isSingleCharacter(name))
        if (!names.some((name) => matchesKey(name, nativeEvent))) continue
        if (command.run(nativeEvent) === false) continue
        event.preventDefault()
        return
      }
    },
    [commands],
  )
}
