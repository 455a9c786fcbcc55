/** The facts of a keyboard event that decide which command it means. */
export type KeyPress = {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/**
 * Whether a key press is the one that a command names. Names: a character as it is typed (`e`, `E`, `?`, `<`),
 * which works on every layout; a named key (`ArrowDown`, `Shift+ArrowRight`, `Space`); a place on the
 * keyboard (`code:KeyW`); or `Mod+k` for Ctrl or ⌘.
 */
export function matchesKey(name: string, press: KeyPress): boolean {
  if (press.altKey) return false
  const mod = name.startsWith('Mod+')
  if (mod !== (press.ctrlKey || press.metaKey)) return false
  const plain = mod ? name.slice(4) : name
  if (plain.startsWith('code:')) return press.code === plain.slice(5) && !press.shiftKey
  if (plain === 'Space') return press.key === ' ' && !press.shiftKey
  if (plain.length === 1) {
    if (!/\p{L}/u.test(plain)) return press.key === plain
    // Caps Lock changes what is typed, not what is meant.
    return press.key.toLowerCase() === plain.toLowerCase() && press.shiftKey === (plain !== plain.toLowerCase())
  }
  const shift = plain.startsWith('Shift+')
  return press.key === (shift ? plain.slice(6) : plain) && press.shiftKey === shift
}

/** Whether a name is a single character, which people may switch off (WCAG 2.1.4). */
export function isSingleCharacter(name: string): boolean {
  return name.length === 1 || name.startsWith('code:')
}

const caps: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
}

/** What stands on the key caps of a name, one text a cap; `layout` tells what a place on the keyboard types. */
export function keyCaps(name: string, apple = false, layout: ReadonlyMap<string, string> | null = null): string[] {
  if (name.startsWith('Mod+')) return [apple ? '⌘' : 'Ctrl', ...keyCaps(name.slice(4)).map((cap) => cap.toUpperCase())]
  if (name.startsWith('Shift+')) return ['Shift', ...keyCaps(name.slice(6))]
  if (name.startsWith('code:')) {
    const place = name.slice(5)
    return [layout?.get(place) ?? place.replace(/^Key/, '').toLowerCase()]
  }
  if (/^\p{Lu}$/u.test(name)) return ['Shift', name.toLowerCase()]
  return [caps[name] ?? name]
}
