import { arkloop } from './arkloop.ts'
import type { Dialect } from './dialect.ts'
import { generic } from './generic.ts'
import { modus } from './modus.ts'
import { operativus } from './operativus.ts'

/** Every dialect that a source can have, in the order of the source form. */
export const dialects: readonly Dialect[] = [modus, arkloop, operativus, generic]

/** The dialect of that name, or null. */
export function getDialect(name: string): Dialect | null {
  return dialects.find((dialect) => dialect.name === name) ?? null
}
