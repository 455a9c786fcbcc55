import type { z } from 'zod'

/** Where texts outlive a page. Both may be missing or forbidden; then they last as long as the page. */
type Store = Pick<Storage, 'getItem' | 'setItem'>

export type StoredDrafts<T> = {
  /** The draft under a key; the first time the one that was stored, else a fresh one. The same object until it changes. */
  read(key: string, fresh: () => T): T
  write(key: string, draft: T): void
  subscribe(listener: () => void): () => void
}

/** Drafts of forms by a key, kept in the tab's session, so that a reload and the way back find them again. */
export function createStoredDrafts<T>(schema: z.ZodType<T>, open: () => Store): StoredDrafts<T> {
  const drafts = new Map<string, T>()
  const listeners = new Set<() => void>()
  return {
    read(key, fresh) {
      const known = drafts.get(key) ?? restore(schema, open, key) ?? fresh()
      drafts.set(key, known)
      return known
    },
    write(key, draft) {
      drafts.set(key, draft)
      keep(open, key, JSON.stringify(draft))
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The texts of fields that were last sent to a source, by their names. */
export function readRemembered(source: string, open: () => Store = () => localStorage): Record<string, string> {
  try {
    const value: unknown = JSON.parse(open().getItem(rememberedKey(source)) ?? '{}')
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  } catch {
    return {}
  }
}

/** Keeps texts for the next form of the same source. */
export function remember(
  source: string,
  values: Readonly<Record<string, string>>,
  open: () => Store = () => localStorage,
): void {
  if (Object.keys(values).length === 0) return
  keep(open, rememberedKey(source), JSON.stringify({ ...readRemembered(source, open), ...values }))
}

const rememberedKey = (source: string) => `runtape.last-sent.${source}`

function restore<T>(schema: z.ZodType<T>, open: () => Store, key: string): T | null {
  try {
    const text = open().getItem(key)
    return text === null ? null : schema.parse(JSON.parse(text))
  } catch {
    // Forbidden, or written by another version: then the form begins anew.
    return null
  }
}

function keep(open: () => Store, key: string, text: string): void {
  try {
    open().setItem(key, text)
  } catch {
    // Forbidden or full: then it lasts as long as the page.
  }
}
