'use client'

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Connection } from '#lib/api/connection.ts'
import { blocksFrom } from '#lib/run/transcript-blocks.ts'
import type { Block, Transcript } from '#lib/run/transcript.ts'
import { formatCount } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { TabList, Tabs } from '#components/ui/tabs.tsx'
import { AnswerBox } from './answer-box.tsx'
import { silenceAfterMs } from './live-words.ts'
import { RunInput } from './run-input.tsx'
import { UpstreamSays } from './upstream-says.tsx'
import { TranscriptBlock } from './transcript-block.tsx'
import { useNow, usePlayer, usePlayerParts } from './use-player.ts'

const blocksShown = 200

/** What the run said, assembled, as of the frame that is shown. */
export function TranscriptPane({
  connections,
  className,
}: {
  connections: readonly Connection[] | null
  className?: string
}) {
  const { store } = usePlayerParts()
  const state = usePlayer((all) => all)
  const { tail, shown, run } = state
  const [view, setView] = useState<'text' | 'raw'>('text')
  const [count, setCount] = useState(blocksShown)
  const transcript = shown?.transcript ?? null
  const total = transcript?.blocks.length ?? 0
  const from = Math.max(0, total - count)
  const blocks = transcript === null ? [] : blocksFrom(transcript.blocks, from)
  const atEnd = tail.selected === null || tail.selected === tail.lastSeq
  const running = transcript !== null && !(atEnd && !tail.live)
  const hasOpen = transcript !== null && Object.keys(transcript.open).length > 0
  const now = useNow(500, tail.live && atEnd && hasOpen)
  const elapsed = now !== null && run.startedAt !== null && tail.live && atEnd ? now - Date.parse(run.startedAt) : null
  const nowMs = elapsed ?? transcript?.lastMs ?? null
  const select = useCallback((seq: number) => store.select(seq, 0.25), [store])
  const scroller = useStickToEnd(transcript, tail.mode === 'follow' || tail.selected !== null)
  const stallMs = silenceAfterMs(run.itlP50Ms)

  return (
    <section aria-label="Transcript" className={cx('flex min-h-0 min-w-0 flex-col bg-surface', className)}>
      <Tabs
        value={view}
        onChange={setView}
        className="flex h-8 flex-none items-center gap-2 border-b border-hairline bg-canvas pr-1 pl-3"
      >
        <TabList
          label="Transcript as"
          tabs={[
            { value: 'text', label: 'Text' },
            { value: 'raw', label: 'Raw' },
          ]}
        />
        <span className="flex-1" />
        <span className="truncate text-xs text-muted">
          {tail.selected !== null
            ? shown === null
              ? `reading frame ${formatCount(tail.selected)} …`
              : `as of frame ${formatCount(shown.at)}`
            : tail.live
              ? tail.mode === 'pause'
                ? 'as of the pause'
                : 'as of now'
              : 'whole run'}
        </span>
        <CopyButton
          size="sm"
          variant="bare"
          iconOnly
          label="Copy the transcript"
          text={() => (transcript === null ? '' : plainText(transcript))}
        />
      </Tabs>
      <RunInput connections={connections} />
      <div
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label="Transcript text"
        className="min-h-0 flex-1 overflow-y-auto py-2 pr-4 [overflow-anchor:none] focus-visible:outline-offset-[-2px]"
      >
        {from > 0 && (
          <button type="button" className="mb-1 ml-[68px] text-accent" onClick={() => setCount(count + blocksShown)}>
            {formatCount(from)} earlier blocks
          </button>
        )}
        {blocks.map((block, index) => {
          const silence = silenceBetween(blocks[index - 1], block, stallMs)
          const last = index === blocks.length - 1
          if (isSaidBy(blocks[index - 1], block)) return null
          return (
            <div key={from + index}>
              {silence !== null && <Silence ms={silence} waited={isWaiting(blocks[index - 1])} />}
              <TranscriptBlock
                block={block}
                writing={last && running}
                running={running}
                asText={view === 'raw'}
                nowMs={block.type === 'tool' && block.status === 'open' ? nowMs : null}
                onSelect={select}
              />
            </div>
          )
        })}
        {total === 0 && run.integrity === 'not_recorded' ? (
          <UpstreamSays />
        ) : (
          total === 0 && <p className="pl-[68px] text-muted">{emptyWords(transcript, tail.lastSeq, tail.live)}</p>
        )}
        {running && blocks.at(-1)?.type !== 'text' && tail.lastSeq > 0 && <Caret />}
      </div>
      <AnswerBox />
    </section>
  )
}

function Caret() {
  return <i aria-hidden="true" className="mt-1 ml-[68px] inline-block h-[15px] w-0.5 bg-accent" />
}

/** `waited`: a person was asked, and the run did nothing meanwhile because it could not. */
function Silence({ ms, waited }: { ms: number; waited: boolean }) {
  return (
    <p className="ml-[68px] flex items-center gap-2 py-[3px] text-xs text-text-2 before:h-px before:flex-1 before:bg-control after:h-px after:flex-1 after:bg-control">
      <Icon name={waited ? 's-waiting' : 's-stall'} className={cx('size-3', waited ? 'text-running' : 'text-stall')} />
      {waited ? 'waited' : 'silent'} {formatDuration(ms)}
    </p>
  )
}

/** An error says already that the run failed, a question that it waits. */
function isSaidBy(before: Block | undefined, block: Block): boolean {
  if (block.type !== 'status') return false
  if (block.status === 'failed') return before?.type === 'error'
  return block.status === 'waiting_for_input' && before?.type === 'input-request'
}

function isWaiting(block: Block | undefined): boolean {
  return block?.type === 'input-request' || (block?.type === 'status' && block.status === 'waiting_for_input')
}

/** A pause between two blocks that no tool explains. */
function silenceBetween(before: Block | undefined, block: Block, stallMs: number): number | null {
  if (before === undefined || before.toMs === null || block.fromMs === null) return null
  if (before.type === 'gap' || block.type === 'gap' || (before.type === 'tool' && before.status === 'open')) return null
  const ms = block.fromMs - before.toMs
  return ms >= stallMs ? ms : null
}

function emptyWords(transcript: Transcript | null, lastSeq: number, live: boolean): string {
  if (lastSeq === 0) return live ? 'Waiting for the first frame …' : 'No frame was recorded.'
  if (transcript === null) return 'Reading the transcript …'
  return transcript.lastSeq < lastSeq
    ? 'Nothing has been said by this frame.'
    : 'No text could be read from these frames. The list has them as they came.'
}

function plainText(transcript: Transcript): string {
  return blocksFrom(transcript.blocks, 0)
    .map((block) => {
      if (block.type === 'text') return block.text
      if (block.type === 'input-request') return `[asks for input: ${block.message}]`
      if (block.type === 'input') return `[was given: ${block.content}]`
      if (block.type === 'tool') return `[tool ${block.name}${block.error === null ? '' : `: ${block.error}`}]`
      return block.type === 'error' ? `[error: ${block.message}]` : null
    })
    .filter((part) => part !== null)
    .join('\n\n')
}

/** Keeps the end in view while it grows, unless the reader has scrolled away from it. */
function useStickToEnd(transcript: Transcript | null, wanted: boolean) {
  const scroller = useRef<HTMLDivElement>(null)
  const stuck = useRef(true)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const onScroll = () => {
      stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight < 32
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [])
  useLayoutEffect(() => {
    const element = scroller.current
    if (element !== null && wanted && stuck.current) element.scrollTop = element.scrollHeight
  }, [transcript, wanted])
  return scroller
}
