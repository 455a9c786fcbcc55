'use client'

import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { patternOf } from './pause-at.ts'
import type { PauseAt } from './player-state.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** Where playback is to stop by itself. */
export function PauseAtDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Pause at" description="Playback stops at the first frame that fits.">
      <Conditions onDone={onClose} />
    </Dialog>
  )
}

const field =
  'h-7 w-full rounded-control border border-control bg-surface px-2 font-mono text-xs text-text aria-invalid:border-error pointer-coarse:h-11'

function Conditions({ onDone }: { onDone: () => void }) {
  const { store } = usePlayerParts()
  const given = usePlayer((state) => state.play.pauseAt)
  const [error, setError] = useState(given.some(({ type }) => type === 'error'))
  const [tool, setTool] = useState(given.find((condition) => condition.type === 'tool')?.name ?? '')
  const [pattern, setPattern] = useState(given.find((condition) => condition.type === 'text')?.pattern ?? '')
  const isWrong = pattern !== '' && patternOf(pattern) === null

  const conditions: PauseAt[] = [
    ...(error ? [{ type: 'error' } as const] : []),
    ...(tool.trim() === '' ? [] : [{ type: 'tool', name: tool.trim() } as const]),
    ...(pattern === '' ? [] : [{ type: 'text', pattern } as const]),
  ]
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (isWrong) return
        store.setPauseAt(conditions)
        onDone()
      }}
    >
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="accent-accent"
          checked={error}
          onChange={(event) => setError(event.target.checked)}
        />
        An error, of the run or of a tool
      </label>
      <label className="flex flex-col gap-1 text-text-2">
        A call of the tool
        <input className={field} value={tool} autoComplete="off" onChange={(event) => setTool(event.target.value)} />
      </label>
      <label className="flex flex-col gap-1 text-text-2">
        A payload that fits the regular expression
        <input
          className={field}
          value={pattern}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={isWrong}
          onChange={(event) => setPattern(event.target.value)}
        />
        {isWrong && <span className="text-error">This is no regular expression.</span>}
      </label>
      <div className="flex justify-end gap-2">
        <Button
          variant="bare"
          onClick={() => {
            store.setPauseAt([])
            onDone()
          }}
        >
          Never pause
        </Button>
        <Button variant="primary" type="submit" disabled={isWrong}>
          Set
        </Button>
      </div>
    </form>
  )
}
