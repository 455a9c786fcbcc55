const runId = /^run_[0-9A-Z]{26}$/i

/** Where a pasted text leads: the page of the run whose id or link it is, or null if it is neither. */
export function runPath(text: string): string | null {
  const trimmed = text.trim()
  if (runId.test(trimmed)) return `/runs/${trimmed}`
  const link = /^(?:https?:\/\/[^/\s]+)?(\/runs\/[^/?#\s]+)\/?(\?[^#\s]*)?(?:#\S*)?$/.exec(trimmed)
  return link ? `${link[1] ?? ''}${link[2] ?? ''}` : null
}
