const setting = 'runtape.recent-commands'
const kept = 5

/** Labels of the commands that were last run from the palette in this browser, the latest first. */
export function recentCommands(): string[] {
  try {
    const labels: unknown = JSON.parse(localStorage.getItem(setting) ?? '[]')
    return Array.isArray(labels) ? labels.filter((label) => typeof label === 'string').slice(0, kept) : []
  } catch {
    return [] // Storage may be forbidden, or hold something else.
  }
}

/** Puts a command at the head of the recent ones. */
export function noteCommand(label: string): void {
  try {
    const labels = [label, ...recentCommands().filter((other) => other !== label)].slice(0, kept)
    localStorage.setItem(setting, JSON.stringify(labels))
  } catch {
    // Then nothing is recent.
  }
}
