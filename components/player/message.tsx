'use client'

import { useState } from 'react'
import type { TextBlock } from '#lib/run/transcript.ts'
import { formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { KindGlyph } from '#components/ui/kind-glyph.tsx'
import { Markdown } from './markdown.tsx'
import { visibleText } from './raw-text.ts'
import { windowOf } from './text-window.ts'

type MessageProps = {
  /** One message: a long one comes in several blocks. */
  blocks: readonly TextBlock[]
  /** It is being written: its end is shown, with a caret. */
  writing: boolean
  asText: boolean
}

/** What the run wrote: the beginning of what is done, the end of what is being written, all of it on demand. */
export function Message({ blocks, writing, asText }: MessageProps) {
  const [whole, setWhole] = useState(false)
  const texts = blocks.map((block) => block.text)
  const { pieces, before, after } = windowOf(texts, whole ? 'whole' : writing ? 'tail' : 'head')
  const button = before + after > 0 && (
    <button type="button" className="text-muted hover:text-text" onClick={() => setWhole(true)}>
      {formatCounted(before + after, `${before > 0 ? 'earlier' : 'more'} line`)}
    </button>
  )
  return (
    <div className={cx('grid min-w-0 gap-1.5', writing && 'writing')}>
      {before > 0 && button}
      {pieces.map(({ index, at, text }) =>
        asText || text.length > 100_000 ? (
          <Plain key={index} text={text} />
        ) : (
          <Markdown key={index} text={text} at={at} growing={writing && index === blocks.length - 1} />
        ),
      )}
      {after > 0 && button}
    </div>
  )
}

const mostReasoning = 200_000

/** What the model thought, folded away. */
export function Reasoning({ blocks, writing }: Omit<MessageProps, 'asText'>) {
  const [open, setOpen] = useState(false)
  const [first, last] = [blocks[0], blocks.at(-1)]
  const took = first?.fromMs == null || last?.toMs == null ? null : last.toMs - first.fromMs
  const frames = blocks.reduce((sum, block) => sum + block.frames, 0)
  return (
    <div className="min-w-0">
      <button
        type="button"
        aria-expanded={open}
        className="flex items-center gap-1.5 text-muted hover:text-text"
        onClick={() => setOpen(!open)}
      >
        <KindGlyph kind="reasoning" />
        Reasoning{writing && ' now'}, {formatCounted(frames, 'frame')}
        {took !== null && took >= 1 && `, ${formatDuration(took)}`}
        <Icon name="chevron-right" className={cx('size-3', open && 'rotate-90')} />
      </button>
      {open && (
        <div className="mt-1 border-l border-hairline pl-3 text-text-2">
          <Plain
            text={blocks
              .map((block) => block.text)
              .join('')
              .slice(-mostReasoning)}
          />
        </div>
      )}
    </div>
  )
}

function Plain({ text }: { text: string }) {
  return <pre className="[overflow-wrap:anywhere] whitespace-pre-wrap">{visibleText(text)}</pre>
}
