'use client'

import { memo, useState, type ReactNode } from 'react'
import type { Block, TextBlock } from '#lib/run/transcript.ts'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { statusState } from '#lib/format/run-state.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { KindGlyph } from '#components/ui/kind-glyph.tsx'
import { toneText } from '#components/ui/chip.tsx'
import { gapReason, gapTitle } from './gap-words.ts'
import { Markdown } from './markdown.tsx'
import { visibleText } from './raw-text.ts'
import { headOf, tailOf } from './text-window.ts'
import { ToolCard } from './tool-card.tsx'

type BlockProps = {
  block: Block
  /** The block that is being written: its end is shown, with a caret. */
  writing: boolean
  /** Whether the run goes on after what is shown, so that an open call may still end. */
  running: boolean
  asText: boolean
  nowMs: number | null
  onSelect: (seq: number) => void
}

/** One block of the transcript, with the number of the frame that it begins at. */
export const TranscriptBlock = memo(function TranscriptBlock(props: BlockProps) {
  const { block, onSelect } = props
  return (
    <div className="grid grid-cols-[46px_minmax(0,1fr)] gap-x-2.5 py-[3px] md:grid-cols-[56px_minmax(0,1fr)] md:gap-x-3">
      <FrameLink seq={block.fromSeq} tall={block.type === 'tool'} onSelect={onSelect} />
      <Body {...props} />
    </div>
  )
})

function FrameLink({ seq, tall, onSelect }: { seq: number; tall: boolean; onSelect: (seq: number) => void }) {
  return (
    <a
      href={`?f=${seq}`}
      className={cx(
        'text-right font-mono text-2xs text-muted hover:text-accent',
        tall ? 'leading-[26px]' : 'leading-[18px]',
      )}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        onSelect(seq)
      }}
    >
      #{formatCount(seq)}
    </a>
  )
}

function Body(props: BlockProps) {
  const { block } = props
  switch (block.type) {
    case 'text':
      return <Message {...props} block={block} />
    case 'reasoning':
      return <Reasoning {...props} block={block} />
    case 'tool':
      return <ToolCard tool={block} running={props.running} nowMs={props.nowMs} onSelect={props.onSelect} />
    case 'notice':
      return (
        <Line
          glyph={
            <Icon
              name={block.severity === 'warning' ? 's-stall' : 'k-meta'}
              className={cx('size-3', block.severity === 'warning' ? 'text-stall' : 'text-k-meta')}
            />
          }
        >
          {visibleText(block.message)}
        </Line>
      )
    case 'error':
      return (
        <p className="flex gap-1.5 rounded-control bg-error-tint px-2 py-1">
          <Icon name="failure" className="mt-px text-error" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {visibleText(block.message)}
            {block.class !== null && <code className="text-text-2"> {visibleText(block.class)}</code>}
          </span>
        </p>
      )
    case 'gap':
      return (
        <p className="flex items-center gap-2 text-xs text-gap gap-mark" title={gapReason(block.gap)}>
          <span>{gapTitle(block.gap)}, text may be missing</span>
        </p>
      )
    case 'status': {
      const { word, tone } = statusState(block.status)
      return (
        <Line glyph={<Icon name="k-meta" className="size-3" />}>
          <span className={toneText[tone]}>{block.status === 'running' ? 'running again' : word}</span>
        </Line>
      )
    }
    case 'input-request':
      return (
        <p className="flex gap-1.5 rounded-control bg-raised px-2 py-1">
          <Icon name="s-waiting" className="mt-px text-running" />
          <span className="min-w-0 [overflow-wrap:anywhere] whitespace-pre-wrap">
            <b>Asks for input</b>
            {block.message !== '' && `: ${visibleText(block.message)}`}
          </span>
        </p>
      )
    case 'input':
      return (
        <p className="rounded-control border border-hairline px-2 py-1">
          <b>Was given: </b>
          <span className="[overflow-wrap:anywhere] whitespace-pre-wrap">
            {visibleText(block.content.slice(0, 4000))}
          </span>
          {block.content.length > 4000 && <span className="text-muted"> … the frame has all of it</span>}
        </p>
      )
    default:
      return block satisfies never
  }
}

function Message({ block, writing, asText }: BlockProps & { block: TextBlock }) {
  const [whole, setWhole] = useState(false)
  const window = whole ? { text: block.text, before: 0, after: 0 } : writing ? tailOf(block.text) : headOf(block.text)
  const more = window.before + window.after
  const button = more > 0 && (
    <button type="button" className="text-muted hover:text-text" onClick={() => setWhole(true)}>
      {formatCounted(more, `${window.before > 0 ? 'earlier' : 'more'} line`)}
    </button>
  )
  return (
    <div className={cx('min-w-0', writing && 'writing')}>
      {window.before > 0 && button}
      {asText || window.text.length > 100_000 ? <Plain text={window.text} /> : <Markdown text={window.text} />}
      {window.after > 0 && button}
    </div>
  )
}

function Plain({ text }: { text: string }) {
  return <pre className="[overflow-wrap:anywhere] whitespace-pre-wrap">{visibleText(text)}</pre>
}

function Reasoning({ block, writing }: BlockProps & { block: TextBlock }) {
  const [open, setOpen] = useState(false)
  const took = block.fromMs === null || block.toMs === null ? null : block.toMs - block.fromMs
  return (
    <div className="min-w-0">
      <button
        type="button"
        aria-expanded={open}
        className="flex items-center gap-1.5 text-muted hover:text-text"
        onClick={() => setOpen(!open)}
      >
        <KindGlyph kind="reasoning" />
        Reasoning{writing && ' now'}, {formatCounted(block.frames, 'frame')}
        {took !== null && took >= 1 && `, ${formatDuration(took)}`}
        <Icon name="chevron-right" className={cx('size-3', open && 'rotate-90')} />
      </button>
      {open && (
        <div className="mt-1 border-l border-hairline pl-3 text-text-2">
          <Plain text={block.text.slice(-200_000)} />
        </div>
      )}
    </div>
  )
}

function Line({ glyph, children }: { glyph: ReactNode; children: ReactNode }) {
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-text-2">
      {glyph}
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </p>
  )
}
