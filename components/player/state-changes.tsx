'use client'

import { useEffect, useState } from 'react'
import { JsonTree } from './json-tree.tsx'
import { isBranch, type Json } from './json-value.ts'
import { words } from './player-core.ts'
import { visibleText } from './raw-text.ts'
import { stateChanges, type StateChange } from './state-diff.ts'
import { usePlayerParts } from './use-player.ts'

const firstCharacters = 400

/** Each change on a line: where, what it was, what it is. */
export function StateChanges({ changes, more }: ReturnType<typeof stateChanges>) {
  if (changes.length === 0) return <p className="text-xs text-muted">None: the frame says nothing of the run.</p>
  return (
    <>
      <ul className="grid gap-1 font-mono text-xs" data-testid="changes">
        {changes.map((change) => (
          <li key={change.path} className="flex min-w-0 gap-1.5">
            <span aria-hidden="true" className="w-2 flex-none text-muted">
              {glyphs[change.type]}
            </span>
            <span className="sr-only">{change.type}</span>
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <span className="mr-2 text-muted">{visibleText(change.path)}</span>
              <Values change={change} />
            </div>
          </li>
        ))}
      </ul>
      {more && <p className="text-xs text-muted">… and more</p>}
    </>
  )
}

const glyphs = {
  added: '+',
  grown: '+',
  removed: '−',
  changed: '~',
} as const satisfies Record<StateChange['type'], string>

function Values({ change }: { change: StateChange }) {
  switch (change.type) {
    case 'added':
      return isBranch(change.value) ? <JsonTree value={change.value} openDepth={1} /> : <Value value={change.value} />
    case 'grown':
      return (
        <ins className="no-underline">
          <span className="text-muted">… </span>
          <Value value={change.by} />
        </ins>
      )
    case 'removed':
      return (
        <del>
          <Value value={change.value} />
        </del>
      )
    case 'changed':
      return (
        <>
          <del className="text-muted">
            <Value value={change.from} />
          </del>
          <span className="text-muted"> → </span>
          <ins className="no-underline">
            <Value value={change.to} />
          </ins>
        </>
      )
    default:
      return change satisfies never
  }
}

function Value({ value }: { value: Json }) {
  const text = JSON.stringify(value)
  return visibleText(text.length > firstCharacters ? `${text.slice(0, firstCharacters)}…` : text)
}

const settleMs = 150

/** The changes of a frame once the reader stays on it; null until then, or why they cannot be told. */
export function useStateChanges(seq: number): ReturnType<typeof stateChanges> | string | null {
  const { store } = usePlayerParts()
  const [told, setTold] = useState<{ seq: number; answer: ReturnType<typeof stateChanges> | string } | null>(null)
  const isTold = told?.seq === seq
  useEffect(() => {
    if (isTold) return
    let gone = false
    const timer = setTimeout(() => {
      Promise.all([store.stateAt(seq - 1), store.stateAt(seq)])
        .then(
          ([before, after]) => stateChanges(before, after),
          (error: unknown) => words(error),
        )
        .then(
          (answer) => !gone && setTold({ seq, answer }),
          () => undefined,
        )
    }, settleMs)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [store, seq, isTold])
  return isTold ? told.answer : null
}
