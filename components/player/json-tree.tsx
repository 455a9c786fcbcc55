'use client'

import { useState } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { Icon } from '#components/ui/icon.tsx'
import { cx } from '#components/ui/cx.ts'
import { ExactNumber, isBranch, type Json } from './json-value.ts'
import { visibleText } from './raw-text.ts'

const maxDepth = 40
const firstEntries = 100
const firstCharacters = 2000

/** A JSON value as a tree that opens and closes. Everything is a text node; deep and long parts open on demand. */
export function JsonTree({ value, openDepth = 3 }: { value: Json; openDepth?: number }) {
  return (
    <ul className="font-mono text-xs" data-testid="json">
      {isBranch(value) ? (
        <Entries value={value} depth={0} openDepth={openDepth} />
      ) : (
        <Entry name={null} value={value} depth={0} openDepth={openDepth} />
      )}
    </ul>
  )
}

type Place = { depth: number; openDepth: number }

function Entries({ value, depth, openDepth }: Place & { value: Json[] | { [key: string]: Json } }) {
  const [count, setCount] = useState(firstEntries)
  const entries = Object.entries(value)
  return (
    <>
      {entries.slice(0, count).map(([name, entry]) => (
        <Entry key={name} name={name} value={entry} depth={depth} openDepth={openDepth} />
      ))}
      {entries.length > count && (
        <li>
          <button type="button" className="pl-4 text-accent" onClick={() => setCount(count * 10)}>
            {formatCount(entries.length - count)} more
          </button>
        </li>
      )}
    </>
  )
}

function Entry({ name, value, depth, openDepth }: Place & { name: string | null; value: Json }) {
  const [open, setOpen] = useState(depth < openDepth)
  if (!isBranch(value)) {
    return (
      <li className="pl-4 [overflow-wrap:anywhere]">
        {name !== null && <span className="mr-2 text-muted">{visibleText(name)}</span>}
        <Leaf value={value} />
      </li>
    )
  }
  const size = Object.keys(value).length
  const shown = open && size > 0 && depth < maxDepth
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        disabled={size === 0}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center text-left"
      >
        <Icon
          name="chevron-right"
          className={cx('size-4 p-0.5 text-muted', open && 'rotate-90', size === 0 && 'invisible')}
        />
        <span className="text-muted">
          {name !== null && <span className="mr-2">{visibleText(name)}</span>}
          {Array.isArray(value) ? `[${size}]` : `{${size}}`}
        </span>
      </button>
      {shown && (
        <ul className="ml-2 border-l border-hairline pl-1">
          <Entries value={value} depth={depth + 1} openDepth={openDepth} />
        </ul>
      )}
    </li>
  )
}

function Leaf({ value }: { value: Exclude<Json, Json[] | { [key: string]: Json }> }) {
  const [whole, setWhole] = useState(false)
  if (value instanceof ExactNumber) return <span>{value.source}</span>
  if (typeof value !== 'string')
    return <span className={value === null ? 'text-muted' : undefined}>{String(value)}</span>
  const text = whole ? value : value.slice(0, firstCharacters)
  return (
    <span className="whitespace-pre-wrap">
      "{visibleText(text)}"
      {text.length < value.length && (
        <button type="button" className="ml-1 text-accent" onClick={() => setWhole(true)}>
          {formatCount(value.length - text.length)} more characters
        </button>
      )}
    </span>
  )
}
