'use client'

import { useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'

const settleMs = 400

/** From how many seconds on a gap counts as a stall; empty is max(2 s, 5 × p50). */
export function StallField({
  shownMs,
  stallMs,
  onChange,
}: {
  /** What counts now. */
  shownMs: number
  stallMs: number | null
  onChange: (ms: number | null) => void
}) {
  const [text, setText] = useState<string | null>(null)
  useEffect(() => {
    if (text === null) return
    const timer = setTimeout(() => {
      const seconds = Number(text)
      if (text !== '' && Number.isFinite(seconds) && seconds >= 0.001) onChange(seconds * 1000)
    }, settleMs)
    return () => clearTimeout(timer)
  }, [text, onChange])
  return (
    <span className="flex items-center gap-1.5 text-xs text-text-2">
      <label className="flex items-center gap-1.5">
        Stalls from
        <input
          type="number"
          min="0.001"
          step="0.1"
          value={text ?? String(Number((shownMs / 1000).toPrecision(3)))}
          onChange={(event) => setText(event.target.value)}
          className="h-6 w-16 rounded-control border border-control bg-surface px-1.5 text-right"
        />
        s
      </label>
      {stallMs !== null && (
        <Button
          size="sm"
          variant="bare"
          onClick={() => {
            setText(null)
            onChange(null)
          }}
        >
          Usual threshold
        </Button>
      )}
    </span>
  )
}
