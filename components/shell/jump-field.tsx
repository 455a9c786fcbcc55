'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { Icon } from '#components/ui/icon.tsx'
import { runPath } from './jump.ts'
import { Keys } from './key-sheet.tsx'
import { useKeys } from './keys.ts'

/** The field in the top bar: a pasted run id or link opens that run, any other text searches the list of runs. */
export function JumpField() {
  const router = useRouter()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  useKeys('Everywhere', [
    { keys: ['Mod+k'], label: 'Search, or open a run by id', inFields: true, run: () => field.current?.select() },
  ])
  const go = (value: string) => {
    setText('')
    field.current?.blur()
    router.push(runPath(value) ?? `/?q=${encodeURIComponent(value.trim())}`)
  }
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim()) go(text)
      }}
      className="flex h-7 items-center gap-2 rounded-control border border-hairline bg-surface pr-1 pl-2 text-muted focus-within:border-accent focus-within:ring-1 focus-within:ring-accent"
    >
      <Icon name="search" />
      <input
        ref={field}
        value={text}
        aria-label="Search runs, or paste a run id"
        placeholder="Search titles and agents, or paste a run id"
        autoComplete="off"
        spellCheck={false}
        className="min-w-0 flex-1 text-text outline-none"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && field.current?.blur()}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text')
          if (runPath(pasted) === null) return
          event.preventDefault()
          go(pasted)
        }}
      />
      <Keys name="Mod+k" />
    </form>
  )
}
