'use client'

import { useState } from 'react'
import type { Connection } from '#lib/api/connection.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { readJson } from './json-value.ts'
import { oneLine } from './payload.ts'
import { visibleText } from './raw-text.ts'
import { usePlayer } from './use-player.ts'

/** What was asked of the agent. No stream says it: it is in the request that started the run; else the run's title stands here. */
export function RunInput({ connections }: { connections: readonly Connection[] | null }) {
  const [open, setOpen] = useState(false)
  const { title, integrity, startedAtBasis } = usePlayer((state) => state.run)
  const message = messageOf(connections?.find(({ purpose }) => purpose === 'start')?.requestBody ?? null)
  const text = message ?? title
  if (text === null || integrity === 'not_recorded') return null
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={() => setOpen(!open)}
      className={cx(
        'grid w-full flex-none grid-cols-[46px_minmax(0,1fr)_16px] gap-x-2.5 border-b border-hairline bg-canvas py-[7px] pr-3 text-left md:grid-cols-[56px_minmax(0,1fr)_16px] md:gap-x-3',
        open && 'max-h-64 overflow-y-auto',
      )}
    >
      <span className="text-right font-mono text-2xs leading-[18px] text-muted">
        {message !== null || (connections === null && startedAtBasis === 'request') ? 'input' : 'title'}
      </span>
      <span className={open ? '[overflow-wrap:anywhere] whitespace-pre-wrap' : 'truncate'}>
        {open ? visibleText(text) : oneLine(text)}
      </span>
      <Icon name="chevron-down" className={cx('text-muted', open && 'rotate-180')} />
    </button>
  )
}

/** The user's words in a request body, wherever its API puts them. */
function messageOf(body: string | null): string | null {
  const value = body === null ? undefined : readJson(body)
  if (typeof value !== 'object' || value === null) return null
  const fields = value as Record<string, unknown>
  for (const key of ['message', 'content', 'prompt', 'input', 'query']) {
    const text = fields[key]
    if (typeof text === 'string' && text !== '') return text
  }
  const { messages } = fields
  const last = Array.isArray(messages) ? (messages.at(-1) as { content?: unknown } | undefined) : undefined
  return typeof last?.content === 'string' ? last.content : null
}
