import type { Source } from '#lib/api/source.ts'
import type { SourceClass } from '#lib/dialects/dialect.ts'
import { getDialect } from '#lib/dialects/dialects.ts'

/** What can be promised of a stream after its connection broke, in words. */
const words: Record<SourceClass, string> = {
  A: 'numbered: resumes exactly',
  B: 'resumes by id; an overlap proves nothing is missing',
  C: 'cannot resume: a break is recorded as a gap',
}

/** The promise for one stream of a source's runs, or, where `surface` is null, for every one. */
export type StreamPromise = { surface: string | null; class: SourceClass; words: string }

/** What is promised of a source, stream by stream; once, where it is the same for all of them. */
export function promises(source: Pick<Source, 'dialect' | 'settings' | 'class'>): StreamPromise[] {
  const dialect = getDialect(source.dialect)
  if (!dialect) return [promise(null, source.class)]
  const each = dialect.surfaces.map(({ name, label }) => {
    const rules = dialect.stream(name, source.settings)
    return promise(label, rules.class, rules.dense)
  })
  const [first] = each
  return first && each.every((one) => one.class === first.class) ? [{ ...first, surface: null }] : each
}

function promise(surface: string | null, sourceClass: SourceClass, dense = false): StreamPromise {
  const hole = dense ? ', and a hole is seen' : ''
  return { surface, class: sourceClass, words: words[sourceClass] + hole }
}
