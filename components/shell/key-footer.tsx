'use client'

import type { ReactNode } from 'react'
import { Keys } from './key-sheet.tsx'
import { useKeyScopes } from './keys.ts'

/** The line at the foot of a page: the keys that matter most here, and at its right end a note. */
export function KeyFooter({ note }: { note?: ReactNode }) {
  const commands = useKeyScopes()
    .toSorted((a, b) => Number(a.scope === 'Everywhere') - Number(b.scope === 'Everywhere'))
    .flatMap((scope) => scope.commands)
    .filter((command) => command.foot !== undefined)
  return (
    <footer className="hidden h-7 items-center gap-4 overflow-hidden border-t border-hairline bg-canvas px-3 text-xs whitespace-nowrap text-muted md:flex print:hidden">
      {commands.map((command) => (
        <span key={command.label} className="inline-flex items-center gap-1">
          {(command.footKeys ?? command.keys.slice(0, 1)).map((name) => (
            <Keys key={name} name={name} className="h-4 min-w-4" />
          ))}
          <span className="ml-0.5">{command.foot}</span>
        </span>
      ))}
      <span className="flex-1" />
      {note}
    </footer>
  )
}
