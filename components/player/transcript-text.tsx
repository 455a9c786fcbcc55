'use client'

import { useCallback } from 'react'
import { blocksFrom } from '#lib/run/transcript-blocks.ts'
import type { Block, Transcript } from '#lib/run/transcript.ts'
import { formatCount } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { silenceAfterMs } from './live-words.ts'
import type { PlayerState } from './player-state.ts'
import { TranscriptBlock } from './transcript-block.tsx'
import { rowsOf } from './transcript-rows.ts'
import { UpstreamSays } from './upstream-says.tsx'
import { useEarlierBlocks, type EarlierBlocks } from './use-earlier-blocks.ts'
import { useNow, usePlayer, usePlayerParts } from './use-player.ts'
import { useTranscriptScroll } from './use-transcript-scroll.ts'

/** The blocks of the transcript, row by row. */
export function TranscriptText({ asText }: { asText: boolean }) {
  const { store } = usePlayerParts()
  const shown = usePlayer((state) => state.shown)
  const live = usePlayer((state) => state.tail.live)
  const lastSeq = usePlayer((state) => state.tail.lastSeq)
  const atEnd = usePlayer(isAtEnd)
  const follows = usePlayer((state) => state.tail.mode === 'follow' || state.tail.selected !== null)
  const run = usePlayer((state) => state.run)
  const playing = usePlayer((state) => state.play.playing)
  const { scroller, isAtEnd: showsEnd, hold } = useTranscriptScroll(follows)
  const earlier = useEarlierBlocks(shown, playing && showsEnd)
  const select = useCallback((seq: number) => store.select(seq, 0.25), [store])

  const transcript = shown?.transcript ?? null
  const blocks = earlier.blocks === null ? [] : blocksFrom(earlier.blocks, earlier.from)
  const rows = rowsOf(blocks, earlier.from)
  const running = transcript !== null && !(atEnd && !live)
  const hasOpen = transcript !== null && Object.keys(transcript.open).length > 0
  const now = useNow(500, live && atEnd && hasOpen)
  const elapsed = now !== null && run.startedAt !== null && live && atEnd ? now - Date.parse(run.startedAt) : null
  const nowMs = elapsed ?? transcript?.lastMs ?? null
  const stallMs = silenceAfterMs(run.itlP50Ms)

  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label="Transcript text"
      className="min-h-0 flex-1 overflow-y-auto py-2 pr-4 [overflow-anchor:none] focus-visible:outline-offset-[-2px]"
    >
      {earlier.from > 0 && (
        <Earlier earlier={earlier} firstSeq={blocks[0]?.fromSeq ?? 1} onMore={hold} onSelect={select} />
      )}
      {rows.map((row, at) => {
        const [block] = row.blocks
        const before = rows[at - 1]?.blocks.at(-1)
        const silence = silenceBetween(before, block, stallMs)
        if (isSaidBy(before, block)) return null
        return (
          <div key={row.index} data-row={row.index}>
            {silence !== null && <Silence ms={silence} waited={isWaiting(before)} />}
            <TranscriptBlock
              row={row}
              writing={at === rows.length - 1 && running}
              running={running}
              asText={asText}
              nowMs={block.type === 'tool' && block.status === 'open' ? nowMs : null}
              onSelect={select}
            />
          </div>
        )
      })}
      {blocks.length === 0 &&
        (run.integrity === 'not_recorded' ? (
          <UpstreamSays />
        ) : (
          <p className="pl-[68px] text-muted">{emptyWords(transcript, lastSeq, live)}</p>
        ))}
      {running && blocks.at(-1)?.type !== 'text' && lastSeq > 0 && <Caret />}
    </div>
  )
}

function isAtEnd({ tail }: PlayerState): boolean {
  return tail.selected === null || tail.selected === tail.lastSeq
}

/** What comes before the first row, and how to see it. */
function Earlier({
  earlier,
  firstSeq,
  onMore,
  onSelect,
}: {
  earlier: EarlierBlocks
  firstSeq: number
  onMore: () => void
  onSelect: (seq: number) => void
}) {
  const count = formatCount(earlier.from)
  return (
    <p className="mb-1 ml-[56px] md:ml-[68px]" aria-live="polite">
      {earlier.problem !== null && (
        <span className="mr-2 text-error">Earlier blocks could not be read: {earlier.problem}</span>
      )}
      <button
        type="button"
        className="text-left text-accent aria-disabled:text-muted"
        aria-disabled={earlier.isReading}
        onClick={() => {
          onMore()
          if (earlier.problem !== null) earlier.tryAgain()
          else if (earlier.isFull) onSelect(firstSeq)
          else if (!earlier.isReading) earlier.showEarlier()
        }}
      >
        {earlier.problem !== null
          ? 'Try again'
          : earlier.isReading
            ? `Reading earlier blocks, ${count} are left …`
            : earlier.isFull
              ? `${count} earlier blocks: go back to frame ${formatCount(firstSeq)}`
              : `${count} earlier blocks`}
      </button>
    </p>
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
