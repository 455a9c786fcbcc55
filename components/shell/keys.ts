'use client'

import { useEffect, useId, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { isSingleCharacter, matchesKey } from './match-key.ts'

// One registry for the handlers, the key sheet and the footer: a key that works is a key that is shown.

export type Command = {
  /** Names as `matchesKey` reads them; the first is the one shown in the footer. With none it is only in the palette. */
  keys: readonly string[]
  /** What it does, in a few words for the key sheet. */
  label: string
  /** One word or two for the footer; without it the command is only in the sheet. */
  foot?: string | undefined
  /** Keys shown in the footer, where they are not just the first: `j` and `k` move together. */
  footKeys?: readonly string[] | undefined
  /** Whether a key that is held down repeats. */
  repeat?: boolean | undefined
  /** Whether it also works while a field has the focus (only sensible for `Mod+…`). */
  inFields?: boolean | undefined
  /** Return false to let the browser have the key after all. */
  run: (event: KeyboardEvent) => void | false
}

export type KeyScope = { scope: string; commands: readonly Command[] }

type Entry = KeyScope & { latest: { current: readonly Command[] } }

const entries = new Map<string, Entry>()
const listeners = new Set<() => void>()
let snapshot: readonly KeyScope[] = []

function changed() {
  // Parents register after their children, and what they say comes first.
  snapshot = [...entries.values()].toReversed()
  for (const listener of listeners) listener()
}

const setting = 'runtape.single-keys'

/** Whether single-character keys are on (WCAG 2.1.4 asks for an off switch). */
export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(setting) !== 'off'
  } catch {
    // Storage may be forbidden; then the keys are on.
    return true
  }
}

/** Switches single-character keys on or off in this browser. */
export function setSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(setting, on ? 'on' : 'off')
  } finally {
    changed()
  }
}

const fields = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]'
const overlays = '[role="menu"], [role="dialog"], [role="alertdialog"], [role="listbox"]'

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest(overlays)) return
  const inField = target?.closest(fields) !== null && target !== null
  // Space and Enter belong to a focused control.
  const pressable = target?.closest('button, a[href], summary, [role="tab"], [role="slider"]')
  if (pressable && (event.key === ' ' || event.key === 'Enter')) return
  const single = singleKeysOn()
  for (const { latest } of [...entries.values()].toReversed()) {
    for (const command of latest.current) {
      if (inField && !command.inFields) continue
      if (event.repeat && !command.repeat) continue
      if (!command.keys.some((name) => (single || !isSingleCharacter(name)) && matchesKey(name, event))) continue
      if (command.run(event) === false) continue
      event.preventDefault()
      return
    }
  }
}

/**
 * Makes commands work while the component is mounted, and shows them under `scope` in the key sheet. What
 * was mounted last is asked first. `run` may change with every render; labels and keys are read once a change.
 */
export function useKeys(scope: string, commands: readonly Command[]): void {
  const id = useId()
  const latest = useRef(commands)
  useLayoutEffect(() => {
    latest.current = commands
  })
  const shape = JSON.stringify(commands.map(({ keys, label, foot }) => [keys, label, foot]))
  useEffect(() => {
    if (entries.size === 0) window.addEventListener('keydown', onKeyDown)
    entries.set(id, { scope, commands: latest.current, latest })
    changed()
    return () => {
      entries.delete(id)
      if (entries.size === 0) window.removeEventListener('keydown', onKeyDown)
      changed()
    }
  }, [id, scope, shape])
}

/** What can be done now, scope by scope as the key sheet has it; `run` is that of the last render. */
export function currentCommands(): { scope: string; command: Command }[] {
  return [...entries.values()]
    .toReversed()
    .flatMap(({ scope, latest }) => latest.current.map((command) => ({ scope, command })))
}

const none: readonly KeyScope[] = []

/** What can be pressed now, as it was registered. */
export function useKeyScopes(): readonly KeyScope[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => snapshot,
    () => none,
  )
}
