'use client'

import { useState, type ReactNode } from 'react'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { Button } from '#components/ui/button.tsx'
import { buttonClass } from '#components/ui/button.tsx'
import { toneText, type Tone } from '#components/ui/chip.tsx'
import { cx } from '#components/ui/cx.ts'
import { Icon, type IconName } from '#components/ui/icon.tsx'
import { CopyMarkdownButton } from './copy-markdown-button.tsx'
import { gapReason } from './gap-words.ts'
import { cursorOf, isTold } from './player-state.ts'
import { recordable } from './recordable.ts'
import { recordingAdvice } from './run-words.ts'
import { blocksFrom } from '#lib/run/transcript-blocks.ts'
import { useCopy } from './use-copy.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** What a reader must know before reading: why the run failed, what keeps it from being recorded, what is missing. */
export function Banners() {
  return (
    <div className="flex-none overflow-y-auto max-md:max-h-[35dvh]">
      <FailureBanner />
      <RecordingBanner />
      <IntegrityBanner />
      <NoteBanner />
      <LinkBanner />
      <ProblemBanner />
    </div>
  )
}

const replayMs = 5000

function FailureBanner() {
  const { store } = usePlayerParts()
  const { copyLink } = useCopy()
  const run = usePlayer((state) => state.run)
  usePlayer((state) => state.loaded)
  const isThere = usePlayer((state) => cursorOf(state) === state.run.error?.seq)
  if (run.status !== 'failed' || run.error === null) return null
  const { seq, message, class: errorClass } = run.error
  const offset = seq === null ? null : (store.frame(seq)?.offsetMs ?? null)
  return (
    <Banner tone="error" icon="failure">
      <b>
        {seq === null ? 'Failed' : `Failed at frame ${formatCount(seq)}`}
        {offset !== null && ` (+${formatDuration(offset)})`}: {message}
      </b>
      {errorClass !== null && !message.includes(errorClass) && <span className="text-text-2"> {errorClass}</span>}
      <span className="banner-actions">
        {seq !== null && (
          <Button size="sm" className="banner-main" onClick={() => void store.playBefore(seq, replayMs)}>
            Play from 5 s before
          </Button>
        )}
        {seq !== null && !isThere && (
          <Button size="sm" variant="bare" onClick={() => store.select(seq, 0.25)}>
            Go to the frame
          </Button>
        )}
        <span className="contents max-md:hidden">
          <CopyMarkdownButton seq={seq ?? undefined} />
          <Button size="sm" variant="bare" icon="link" onClick={copyLink}>
            Copy link
          </Button>
        </span>
      </span>
    </Banner>
  )
}

function RecordingBanner() {
  const run = usePlayer((state) => state.run)
  const recorders = usePlayer((state) => state.recorders)
  const advice = recordingAdvice(run, { recordable: recordable(run), recorders })
  if (advice === null) return null
  const { tone, words, action } = advice
  return (
    <Banner tone={tone} icon={toneIcon[tone]}>
      {words}
      {action !== null && (
        <span className="banner-actions">
          {'record' in action ? (
            <RecordButton label={action.label} />
          ) : (
            <a href={action.href} className={buttonClass({ size: 'sm' })}>
              {action.label}
            </a>
          )}
        </span>
      )}
    </Banner>
  )
}

const toneIcon: Record<Tone, IconName> = {
  ok: 's-ok',
  running: 's-running',
  error: 'lock',
  stall: 's-stall',
  gap: 's-lost',
  idle: 's-ended',
}

function RecordButton({ label }: { label: string }) {
  const { source, store } = usePlayerParts()
  const [asking, setAsking] = useState(false)
  const record = () => {
    setAsking(true)
    source.record(store.getState().run).then(
      (href) => location.assign(href),
      (error: unknown) => {
        setAsking(false)
        store.say(`It cannot be recorded: ${error instanceof Error ? error.message : String(error)}`)
      },
    )
  }
  return (
    <Button size="sm" icon="play" disabled={asking} onClick={record}>
      {label}
    </Button>
  )
}

function NoteBanner() {
  const { store } = usePlayerParts()
  const note = usePlayer((state) => (state.note !== null && !isTold(state.note, state) ? state.note : null))
  if (note === null) return null
  return (
    <Banner tone="running" icon="s-running">
      {note.words}
      <span className="banner-actions">
        <Button size="sm" variant="bare" icon="close" aria-label="Dismiss" onClick={store.dismissNote} />
      </span>
    </Banner>
  )
}

function IntegrityBanner() {
  const { store } = usePlayerParts()
  const run = usePlayer((state) => state.run)
  const tip = usePlayer((state) => state.tip)
  const markers = usePlayer((state) => state.markers)
  if (run.gapCount === 0) return null
  // Of a long run only the last blocks are held; the markers know of all its gaps, but not why they are.
  const gaps = tip === null ? [] : blocksFrom(tip.transcript.blocks, 0).filter((block) => block.type === 'gap')
  const marked = (markers?.list ?? []).filter(({ type }) => type === 'gap').map(({ seq }) => seq)
  const seqs = [...new Set([...marked, ...gaps.map(({ fromSeq }) => fromSeq)])].toSorted((a, b) => a - b)
  const reasons = [...new Set(gaps.map((block) => gapReason(block.gap)))]
  return (
    <Banner tone="gap" icon="s-lost">
      {run.integrity === 'unverified' ? 'Continuity is not proven' : 'Not everything was received'}:{' '}
      {formatCounted(run.gapCount, 'gap')}
      {reasons.length > 0 && `, because ${reasons.join('; ')}`}.
      <span className="banner-actions">
        {seqs.slice(0, 4).map((seq) => (
          <Button key={seq} size="sm" variant="bare" onClick={() => store.select(seq, 0.25)}>
            #{formatCount(seq)}
          </Button>
        ))}
      </span>
    </Banner>
  )
}

function LinkBanner() {
  const { store } = usePlayerParts()
  const banner = usePlayer((state) => state.banner)
  if (banner === null) return null
  return (
    <Banner tone="stall" icon="s-stall">
      {banner}
      <span className="banner-actions">
        <Button size="sm" variant="bare" icon="close" aria-label="Dismiss" onClick={store.dismissBanner} />
      </span>
    </Banner>
  )
}

function ProblemBanner() {
  const problem = usePlayer((state) => state.problem)
  return problem === null ? null : (
    <Banner tone="error" icon="failure">
      {problem}
    </Banner>
  )
}

function Banner({ tone, icon, children }: { tone: Tone; icon: IconName; children: ReactNode }) {
  return (
    <div
      role={tone === 'error' ? 'alert' : 'status'}
      className={cx(
        'flex min-h-[34px] gap-2 border-b border-hairline px-3 py-1 max-md:py-2',
        tone === 'error' ? 'bg-error-tint' : 'bg-surface',
      )}
    >
      <Icon name={icon} className={cx('mt-[5px] max-md:mt-px', toneText[tone])} />
      <div className="banner min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
    </div>
  )
}
