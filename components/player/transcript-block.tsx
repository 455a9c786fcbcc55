'use client'

import { memo, type ReactNode } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { statusState } from '#lib/format/run-state.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { toneText } from '#components/ui/chip.tsx'
import { gapReason, gapTitle } from './gap-words.ts'
import { Message, Reasoning } from './message.tsx'
import { visibleText } from './raw-text.ts'
import { ToolCard } from './tool-card.tsx'
import { messageOf, type TranscriptRow } from './transcript-rows.ts'

type RowProps = {
  row: TranscriptRow
  /** What is being written: its end is shown, with a caret. */
  writing: boolean
  /** Whether the run goes on after what is shown, so that an open call may still end. */
  running: boolean
  asText: boolean
  nowMs: number | null
  onSelect: (seq: number) => void
}

/** One row of the transcript, with the number of the frame that it begins at. */
export const TranscriptBlock = memo(
  function TranscriptBlock(props: RowProps) {
    const { row, onSelect } = props
    const [block] = row.blocks
    return (
      <div className="grid grid-cols-[46px_minmax(0,1fr)] gap-x-2.5 py-[3px] md:grid-cols-[56px_minmax(0,1fr)] md:gap-x-3">
        <FrameLink seq={block.fromSeq} tall={block.type === 'tool'} onSelect={onSelect} />
        <Body {...props} />
      </div>
    )
  },
  (before, after) =>
    before.writing === after.writing &&
    before.running === after.running &&
    before.asText === after.asText &&
    before.nowMs === after.nowMs &&
    before.onSelect === after.onSelect &&
    before.row.blocks.length === after.row.blocks.length &&
    before.row.blocks.every((block, index) => block === after.row.blocks[index]),
)

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

function Body({ row, writing, running, asText, nowMs, onSelect }: RowProps) {
  const [block] = row.blocks
  switch (block.type) {
    case 'text':
      return <Message blocks={messageOf(row)} writing={writing} asText={asText} />
    case 'reasoning':
      return <Reasoning blocks={messageOf(row)} writing={writing} />
    case 'tool':
      return <ToolCard tool={block} running={running} nowMs={nowMs} onSelect={onSelect} />
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

function Line({ glyph, children }: { glyph: ReactNode; children: ReactNode }) {
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-text-2">
      {glyph}
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </p>
  )
}
