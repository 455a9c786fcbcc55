'use client'

import { useEffect, useMemo, useState, type ReactNode } from 'react'
import type { Frame } from '#lib/api/frame.ts'
import { formatBytes } from '#lib/format/bytes.ts'
import { formatCount } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { cx } from '#components/ui/cx.ts'
import { KindGlyph } from '#components/ui/kind-glyph.tsx'
import { exactTime, gapBefore } from './frame-time.ts'
import { gapReason, gapTitle } from './gap-words.ts'
import { JsonTree } from './json-tree.tsx'
import { readJson } from './json-value.ts'
import { RawBlock } from './raw-block.tsx'
import { visibleText } from './raw-text.ts'
import { StateChanges, useStateChanges } from './state-changes.tsx'
import { useCopy } from './use-copy.ts'
import { usePlayerParts } from './use-player.ts'

/** One frame in full: its times, its exact bytes, its fields and its JSON. */
export function Inspector({ frame, raw }: { frame: Frame; raw: Uint8Array | null }) {
  const { store } = usePlayerParts()
  const gap = gapBefore(frame, store.frame(frame.seq - 1))
  return (
    <div
      className="min-h-0 flex-1 overflow-y-auto"
      tabIndex={0}
      role="region"
      aria-label={`Frame ${frame.seq} in detail`}
    >
      <Props>
        <Prop name="Kind">
          <span className="flex items-center gap-1.5">
            <KindGlyph kind={frame.kind} />
            {frame.kind}
          </span>
        </Prop>
        <Prop name="Offset">
          {frame.offsetMs === null ? 'no clock' : formatOffset(frame.offsetMs)}
          {gap !== null && frame.seq > 1 && (
            <span className="text-muted">
              {' '}
              {gap < 0.5 ? 'at once' : formatDuration(gap)} after {formatCount(frame.seq - 1)}
            </span>
          )}
        </Prop>
        <Prop name="Received">
          <Instant iso={frame.receivedAt} />
          {frame.backlog && <span className="text-muted"> read while catching up</span>}
        </Prop>
        {frame.emittedAt !== null && (
          <Prop name="Emitted">
            <Instant iso={frame.emittedAt} />
          </Prop>
        )}
        <Prop name="Connection">{frame.connection}</Prop>
      </Props>
      {frame.kind === 'gap' ? <GapDetail frame={frame} /> : <Block frame={frame} raw={raw} />}
      <Changes seq={frame.seq} />
    </div>
  )
}

/** An instant to the microsecond; a click copies it as ISO 8601. */
function Instant({ iso }: { iso: string }) {
  const { copy } = useCopy()
  return (
    <button
      type="button"
      title={`${iso}, click to copy`}
      className="hover:text-accent"
      onClick={() => copy(iso, 'Time')}
    >
      <time dateTime={iso}>{exactTime(iso).slice(11)}</time>
    </button>
  )
}

function Block({ frame, raw }: { frame: Frame; raw: Uint8Array | null }) {
  const json = useMemo(() => (frame.data === null ? undefined : readJson(frame.data)), [frame.data])
  return (
    <>
      <Section title="Raw block" note={`${formatBytes(frame.bytes)}${frame.event === null ? ', no event field' : ''}`}>
        {raw ? (
          <RawBlock key={frame.seq} raw={raw} />
        ) : (
          <p className="text-xs text-muted">The exact bytes are read once the frame stays.</p>
        )}
      </Section>
      <Section title="Fields">
        <dl className="grid grid-cols-[64px_minmax(0,1fr)] gap-x-3 font-mono text-xs">
          <Field name="id" value={frame.upstreamId} />
          <Field name="event" value={frame.event} />
          {frame.kind === 'comment' ? (
            <Field name="comment" value={frame.data} />
          ) : (
            json === undefined && <Field name="data" value={frame.data} />
          )}
        </dl>
      </Section>
      {json !== undefined && (
        <Section title="JSON">
          <JsonTree key={frame.seq} value={json} />
        </Section>
      )}
      {frame.data !== null && json === undefined && frame.kind !== 'comment' && (
        <p className="px-3 py-2 text-xs text-stall">
          {frame.truncated
            ? 'The data is cut here at 256 KiB: the raw block has all of it.'
            : '⚠ The data is not JSON.'}
        </p>
      )}
    </>
  )
}

function GapDetail({ frame }: { frame: Frame }) {
  const { gap } = frame
  return (
    <Section title="Not recorded">
      <p className="text-gap">{gapTitle(gap)}</p>
      <p className="mb-2 text-text-2">Because {gapReason(gap)}.</p>
      {gap && (
        <dl className="grid grid-cols-[64px_minmax(0,1fr)] gap-x-3 font-mono text-xs">
          <Field name="from" value={gap.fromCursor} />
          <Field name="to" value={gap.toCursor} />
          <Field name="missing" value={gap.missingCount === null ? 'unknown' : formatCount(gap.missingCount)} />
          <Field name="since" value={gap.openedAt} />
          <Field name="until" value={gap.closedAt} />
        </dl>
      )}
    </Section>
  )
}

/** What the frame did to the state of the run. */
function Changes({ seq }: { seq: number }) {
  const answer = useStateChanges(seq)
  return (
    <Section
      title="Changes of the state"
      note={seq > 1 ? `since frame ${formatCount(seq - 1)}` : 'since the beginning'}
    >
      {answer === null ? (
        <p className="text-xs text-muted">They are read once the frame stays.</p>
      ) : typeof answer === 'string' ? (
        <p className="text-xs text-error">They could not be read: {answer}</p>
      ) : (
        <StateChanges {...answer} />
      )}
    </Section>
  )
}

function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="border-t border-hairline px-3 pt-2 pb-2.5">
      <h3 className="mb-1.5 flex justify-between text-xs">
        <b>{title}</b>
        {note && <span className="text-muted">{note}</span>}
      </h3>
      {children}
    </section>
  )
}

export function Props({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return (
    <dl
      className={cx(
        'grid gap-x-2 gap-y-0.5 px-3 py-2 text-xs',
        wide ? 'grid-cols-[minmax(84px,auto)_minmax(60%,1fr)]' : 'grid-cols-[84px_minmax(0,1fr)]',
      )}
    >
      {children}
    </dl>
  )
}

export function Prop({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="[overflow-wrap:anywhere] text-muted">{name}</dt>
      <dd className="font-mono [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}

function Field({ name, value }: { name: string; value: string | null }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="[overflow-wrap:anywhere] whitespace-pre-wrap">
        {value === null ? (
          <span className="text-muted">not sent</span>
        ) : value === '' ? (
          <span className="text-muted">empty</span>
        ) : (
          visibleText(value.slice(0, 4000))
        )}
      </dd>
    </>
  )
}

const settleMs = 120

/** The exact bytes of a frame, asked for once the reader stays on it. */
export function useRaw(seq: number, exists: boolean): Uint8Array | null {
  const { source } = usePlayerParts()
  const [read, setRead] = useState<{ seq: number; raw: Uint8Array } | null>(null)
  useEffect(() => {
    if (!exists || read?.seq === seq) return
    let gone = false
    const timer = setTimeout(() => {
      source.readRaw(seq).then(
        (answer) => !gone && answer && setRead({ seq, raw: answer.raw }),
        () => undefined,
      )
    }, settleMs)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [source, seq, exists, read?.seq])
  return read?.seq === seq ? read.raw : null
}
