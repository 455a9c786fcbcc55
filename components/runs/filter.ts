import { RunStatus } from '#lib/api/run.ts'

/** What a list of runs is narrowed to. The URL holds it, the filter bar shows it as chips. */
export type Filter = {
  status: readonly RunStatus[]
  source: readonly string[]
  agent: readonly string[]
  model: readonly string[]
  thread: string | null
  q: string | null
}

/** The parts of a filter that take several values. */
export type ListKey = 'status' | 'source' | 'agent' | 'model'

export type Chip = { key: keyof Filter; value: string }

export const emptyFilter: Filter = { status: [], source: [], agent: [], model: [], thread: null, q: null }

const listKeys = ['status', 'source', 'agent', 'model'] as const

/** The filter of a page's address. What it does not understand it leaves out. */
export function readFilter(params: Record<string, string | string[] | undefined>): Filter {
  // No name holds NUL, and the database compares nothing with it.
  const texts = (key: string) => [params[key] ?? []].flat().filter((text) => !text.includes('\0'))
  const list = (key: string) => [...new Set(texts(key).flatMap((value) => value.split(',')))].filter(Boolean)
  return {
    status: list('status').filter(isStatus),
    source: list('source'),
    agent: list('agent'),
    model: list('model'),
    thread: texts('thread')[0] || null,
    q: texts('q')[0]?.trim() || null,
  }
}

/** The same as a query: of the page's address and of the API alike. Empty for no filter. */
export function filterParams(filter: Filter): URLSearchParams {
  const params = new URLSearchParams()
  for (const key of listKeys) if (filter[key].length > 0) params.set(key, filter[key].join(','))
  if (filter.thread) params.set('thread', filter.thread)
  if (filter.q) params.set('q', filter.q)
  return params
}

/** The page of runs under a filter. */
export function filterPath(filter: Filter): string {
  const query = filterParams(filter).toString()
  return query ? `/?${query}` : '/'
}

/** One chip for each value, in the order of the filter bar. */
export function filterChips(filter: Filter): Chip[] {
  const chips: Chip[] = listKeys.flatMap((key) => filter[key].map((value) => ({ key, value })))
  if (filter.thread) chips.push({ key: 'thread', value: filter.thread })
  if (filter.q) chips.push({ key: 'q', value: filter.q })
  return chips
}

/** Adds a value, or takes it away if it is there. */
export function toggleChip(filter: Filter, { key, value }: Chip): Filter {
  switch (key) {
    case 'thread':
    case 'q':
      return { ...filter, [key]: filter[key] === value ? null : value }
    case 'status':
      return isStatus(value) ? { ...filter, status: toggled(filter.status, value) } : filter
    case 'source':
    case 'agent':
    case 'model':
      return { ...filter, [key]: toggled(filter[key], value) }
    default:
      return key satisfies never
  }
}

export type Typed = { filter: Filter } | { error: string }

/** Adds what was typed: `key:value`, `key:"two words"`, and free text for the rest. */
export function addTyped(filter: Filter, text: string): Typed {
  let next = filter
  const words: string[] = []
  for (const [, key, quoted, plain, phrase, word] of text.matchAll(
    /([a-z]+):(?:"([^"]*)"?|([^\s"]+))|"([^"]+)"?|([^\s"]+)/giu,
  )) {
    const value = quoted ?? plain
    if (key === undefined || value === undefined) {
      words.push(phrase ?? word ?? '')
      continue
    }
    const name = key.toLowerCase()
    if (name === 'thread') next = { ...next, thread: value }
    else if (name === 'status') {
      const status = value.toLowerCase().replaceAll(' ', '_')
      if (!isStatus(status)) return { error: `No status is called ${value}. There are: ${statusWords()}.` }
      next = { ...next, status: withValue(next.status, status) }
    } else if (name === 'source' || name === 'agent' || name === 'model') {
      next = { ...next, [name]: withValue(next[name], value) }
    } else words.push(`${key}:${value}`)
  }
  const q = [next.q, words.join(' ')].filter(Boolean).join(' ').trim()
  return { filter: { ...next, q: q || null } }
}

/** The rest of what is being typed, if one known word goes on like that: `status:fa` → `iled`. */
export function completion(text: string, known: Record<ListKey, readonly string[]>): string | null {
  const typed = /(?:^|\s)(\S+)$/.exec(text)?.[1]
  if (typed === undefined || typed.includes('"')) return null
  const [key, value] = typed.split(/:(.*)/s, 2)
  if (key === undefined) return null
  if (value === undefined) {
    const match = [...listKeys, 'thread'].find((name) => name.startsWith(key.toLowerCase()))
    return match ? `${match.slice(key.length)}:` : null
  }
  const name = listKeys.find((one) => one === key.toLowerCase())
  if (!name || value === '') return null
  const match = known[name].find((one) => one.toLowerCase().startsWith(value.toLowerCase()) && one !== value)
  return match ? match.slice(value.length) : null
}

function isStatus(value: string): value is RunStatus {
  return RunStatus.options.some((status) => status === value)
}

function statusWords(): string {
  return RunStatus.options.join(', ')
}

function toggled<T>(values: readonly T[], value: T): T[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
}

function withValue<T>(values: readonly T[], value: T): T[] {
  return values.includes(value) ? [...values] : [...values, value]
}
