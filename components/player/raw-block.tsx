'use client'

import { useMemo, useState } from 'react'
import { formatBytes } from '#lib/format/bytes.ts'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { rawParts, type RawPart } from './raw-text.ts'
import { usePlayer } from './use-player.ts'

const limit = 16_384

/** The exact bytes of a block, with everything that cannot be seen made visible. */
export function RawBlock({ raw }: { raw: Uint8Array }) {
  const [shown, setShown] = useState(limit)
  const wraps = usePlayer((state) => state.wrap)
  const { parts, cut } = useMemo(() => rawParts(raw, shown), [raw, shown])
  return (
    <>
      <pre
        className={cx('font-mono text-xs', wraps ? 'break-all whitespace-pre-wrap' : 'overflow-x-auto')}
        // Without wrapping it scrolls, which must be possible without a mouse.
        tabIndex={wraps ? undefined : 0}
        data-testid="raw"
      >
        {parts.map((part, index) => (
          <Part key={index} {...part} />
        ))}
      </pre>
      {cut > 0 && (
        <Button size="sm" className="mt-1" onClick={() => setShown(shown * 8)}>
          {formatBytes(cut)} more
        </Button>
      )}
    </>
  )
}

function Part({ type, text }: RawPart) {
  switch (type) {
    case 'text':
      return text
    case 'field':
      return <b className="font-normal text-muted">{text}</b>
    case 'escape':
      return <i className="rounded-chip bg-raised px-0.5 text-stall not-italic">{text}</i>
    case 'mark':
      return (
        <>
          <i className="ml-1 rounded-[3px] bg-raised px-1 text-2xs text-muted not-italic select-none">{text}</i>
          {'\n'}
        </>
      )
    default:
      return type satisfies never
  }
}
