import { leafSize } from '#lib/run/transcript-blocks.ts'
import type { RunState } from './frame-source.ts'
import { isBranch, type Json } from './json-value.ts'

/** One value of a state that is another than before. A text that only grew says by what. */
export type StateChange = { path: string } & (
  | { type: 'added'; value: Json }
  | { type: 'removed'; value: Json }
  | { type: 'changed'; from: Json; to: Json }
  | { type: 'grown'; by: string }
)

const mostChanges = 100

/**
 * What a state says that the one before did not, value by value; of very many changes the first. Blocks go by their
 * number; those that one of the two does not hold are the same in both.
 */
export function stateChanges(before: RunState, after: RunState): { changes: readonly StateChange[]; more: boolean } {
  const changes: StateChange[] = []
  const leaves = [before.transcript.blocks.leaves, after.transcript.blocks.leaves] as const
  for (let leaf = 0; leaf < leaves[1].length; leaf += 1) {
    const [was = [], is] = [leaves[0][leaf], leaves[1][leaf]]
    if (was === null || !is || was === is) continue
    for (const [index, block] of is.entries()) {
      compare(was[index] as Json | undefined, block as Json, ['blocks', String(leaf * leafSize + index)], changes)
    }
  }
  compare(valuesOf(before), valuesOf(after), [], changes)
  return { changes: changes.slice(0, mostChanges), more: changes.length > mostChanges }
}

/** All but the number of the frame, which always changes, and the blocks. */
function valuesOf({ dialectState, transcript }: RunState): Json {
  const { status, lastMs, kinds, open, firstTextSeq, firstToolSeq } = transcript
  return {
    ...{ status, openCalls: { ...open }, firstText: firstTextSeq, firstTool: firstToolSeq },
    ...{ kinds: { ...kinds }, offsetMs: lastMs, dialect: dialectState as Json },
  }
}

function compare(before: Json | undefined, after: Json | undefined, path: string[], changes: StateChange[]): void {
  if (before === after || changes.length > mostChanges) return
  const at = path.join('.')
  if (before === undefined || after === undefined) {
    if (after !== undefined) changes.push({ path: at, type: 'added', value: after })
    else if (before !== undefined) changes.push({ path: at, type: 'removed', value: before })
  } else if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
    for (const name of new Set([...was.keys(), ...is.keys()])) {
      compare(was.get(name), is.get(name), [...path, name], changes)
    }
  } else if (typeof before === 'string' && typeof after === 'string' && before !== '' && after.startsWith(before)) {
    changes.push({ path: at, type: 'grown', by: after.slice(before.length) })
  } else {
    changes.push({ path: at, type: 'changed', from: before, to: after })
  }
}
