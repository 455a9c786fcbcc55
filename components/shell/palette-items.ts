import { fuzzyScore } from './fuzzy.ts'
import { runPath } from './jump.ts'
import type { Command } from './keys.ts'

export type PaletteItem = {
  /** What it does; commands of one scope have labels of their own. */
  label: string
  scope: string
  keys: readonly string[]
  run: () => void
}

/** Every command, those that fit what is typed, best first; with nothing typed the recent ones lead. */
export function rankedItems(
  commands: readonly { scope: string; command: Command }[],
  typed: string,
  recent: readonly string[],
): PaletteItem[] {
  const items = commands.map(({ scope, command }) => ({
    label: command.label,
    scope,
    keys: command.keys,
    run: () => void command.run(new KeyboardEvent('keydown', { key: command.keys[0] ?? '' })),
  }))
  if (typed.trim() === '') {
    const place = ({ label }: PaletteItem) => (recent.includes(label) ? recent.indexOf(label) : recent.length)
    return items.toSorted((a, b) => place(a) - place(b))
  }
  return items
    .flatMap((item) => {
      const score = fuzzyScore(typed, item.label)
      return score === null ? [] : [{ item, score }]
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item)
}

/** Where a text leads, whatever page this is: the run whose id or link it is, or the list of runs that hold it. */
export function pageItems(typed: string, open: (path: string) => void): PaletteItem[] {
  const text = typed.trim()
  if (text === '') return []
  const path = runPath(text)
  if (path !== null) return [{ label: `Go to run ${text}`, scope: 'Runs', keys: [], run: () => open(path) }]
  const search = `/?q=${encodeURIComponent(text)}`
  return [{ label: `Search runs for “${text}”`, scope: 'Runs', keys: [], run: () => open(search) }]
}
