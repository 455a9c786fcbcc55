'use client'

import { useState } from 'react'
import { Dialog } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { useKeyLayout } from './key-layout.ts'
import { setSingleKeys, singleKeysOn, useKeyScopes, useKeys, type KeyScope } from './keys.ts'
import { keyCaps } from './match-key.ts'

/** The sheet of all keys that work here, opened with `?`. */
export function KeySheet() {
  const [open, setOpen] = useState(false)
  useKeys('Everywhere', [{ keys: ['?'], label: 'Show all keys', foot: 'all keys', run: () => setOpen(true) }])
  const scopes = merge(useKeyScopes())
  return (
    <Dialog open={open} onClose={() => setOpen(false)} title="Keys" wide>
      <div className="columns-1 gap-8 md:columns-2">
        {scopes.map(({ scope, commands }) => (
          <section key={scope} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs text-muted">{scope}</h3>
            <ul>
              {commands.map(({ keys, label }) => (
                <li key={label} className="flex min-h-7 items-center gap-3 border-b border-soft py-1">
                  <span className="flex-1">{label}</span>
                  <span className="flex gap-2">
                    {keys.map((name) => (
                      <Keys key={name} name={name} />
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <SingleKeys />
    </Dialog>
  )
}

/** The caps of one key name. */
export function Keys({ name, className }: { name: string; className?: string | undefined }) {
  const layout = useKeyLayout()
  const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)
  return (
    <span className="inline-flex gap-0.5">
      {keyCaps(name, isApple, layout).map((cap) => (
        <Kbd key={cap} className={className}>
          {cap}
        </Kbd>
      ))}
    </span>
  )
}

function SingleKeys() {
  const [on, setOn] = useState(singleKeysOn)
  return (
    <label className="mt-2 flex items-center gap-2 border-t border-hairline pt-3 text-text-2">
      <input
        type="checkbox"
        className="accent-accent"
        checked={on}
        onChange={(event) => {
          setOn(event.target.checked)
          setSingleKeys(event.target.checked)
        }}
      />
      Single-key shortcuts
    </label>
  )
}

function merge(scopes: readonly KeyScope[]): KeyScope[] {
  const merged = new Map<string, KeyScope>()
  for (const { scope, commands } of scopes) {
    merged.set(scope, {
      scope,
      commands: [...(merged.get(scope)?.commands ?? []), ...commands.filter(({ keys }) => keys.length > 0)],
    })
  }
  return [...merged.values()].toSorted((a, b) => Number(a.scope === 'Everywhere') - Number(b.scope === 'Everywhere'))
}
