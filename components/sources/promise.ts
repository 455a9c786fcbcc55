import type { Source } from '#lib/api/source.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { promiseSentence, promiseWords, type PromiseRules } from '#lib/format/promise.ts'

/** The promise for one stream of a source's runs, or, where `surface` is null, for every one. */
export type StreamPromise = { surface: string | null; class: PromiseRules['class']; words: string; sentence: string }

/** What is promised of a source, stream by stream; once, where it is the same for all of them. */
export function promises(source: Pick<Source, 'dialect' | 'settings' | 'class'>): StreamPromise[] {
  const dialect = getDialect(source.dialect)
  if (!dialect) return [promise(null, { class: source.class, dense: false })]
  const each = dialect.surfaces.map(({ name, label }) => promise(label, dialect.stream(name, source.settings)))
  const [first] = each
  return first && each.every((one) => one.sentence === first.sentence) ? [{ ...first, surface: null }] : each
}

function promise(surface: string | null, rules: PromiseRules): StreamPromise {
  return { surface, class: rules.class, words: promiseWords(rules), sentence: promiseSentence(rules) }
}
