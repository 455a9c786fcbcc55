'use client'

import { useState } from 'react'
import type { ToolBlock } from '#lib/run/transcript.ts'
import { formatBytes } from '#lib/format/bytes.ts'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { KindGlyph } from '#components/ui/kind-glyph.tsx'
import { oneLine } from './payload.ts'
import { visibleText } from './raw-text.ts'

type CardProps = { tool: ToolBlock; running: boolean; nowMs: number | null; onSelect: (seq: number) => void }

/** One tool call: what was asked, what came back, how long it took. Open and failed calls stand open. */
export function ToolCard({ tool, running, nowMs, onSelect }: CardProps) {
  const isOpen = tool.status === 'open'
  const failed = tool.error !== null
  const [wish, setWish] = useState<boolean | null>(null)
  const expanded = wish ?? (failed || (isOpen && running))
  return (
    <div
      className={cx(
        'min-w-0 overflow-hidden rounded-control border',
        failed ? 'border-error/55' : isOpen && running ? 'border-running/55' : 'border-hairline',
      )}
    >
      <button
        type="button"
        aria-expanded={expanded}
        onClick={() => setWish(!expanded)}
        className="flex h-[26px] w-full min-w-0 items-center gap-2 px-2 text-left font-mono text-xs whitespace-nowrap hover:bg-hover"
      >
        <Icon name="k-tool" className="size-3.5 text-k-tool" />
        <span className={cx('flex-none', expanded && 'font-semibold')}>{oneLine(tool.name)}</span>
        <span className="min-w-0 flex-1 truncate text-muted">
          {expanded ? oneLine(tool.callId) : oneLine(tool.arguments)}
        </span>
        <Outcome tool={tool} running={running} nowMs={nowMs} />
      </button>
      {expanded && <Detail tool={tool} running={running} onSelect={onSelect} />}
    </div>
  )
}

function Outcome({ tool, running, nowMs }: Pick<CardProps, 'tool' | 'running' | 'nowMs'>) {
  const until = tool.status === 'open' ? nowMs : tool.toMs
  const took = tool.fromMs === null || until === null ? null : formatDuration(until - tool.fromMs)
  switch (tool.status) {
    case 'open':
      if (!running) return <span className="flex-none text-gap">no end recorded</span>
      return (
        <>
          <Icon name="s-running" className="size-3 text-running" />
          <span className="flex-none">open{took === null ? '' : ` for ${took}`}</span>
        </>
      )
    case 'ok':
      return (
        <>
          <KindGlyph kind="result" className="flex-none" />
          <span className="max-w-[45%] truncate max-md:hidden">{oneLine(tool.result ?? 'done')}</span>
          <span className="flex-none text-muted">{took}</span>
        </>
      )
    case 'error':
      return (
        <>
          <KindGlyph kind="error" className="flex-none" />
          <span className="flex-none text-error">failed</span>
          <span className="flex-none text-muted">{took}</span>
        </>
      )
    case 'orphan_end':
      return <span className="flex-none text-gap">no start recorded</span>
    default:
      return tool.status satisfies never
  }
}

function Detail({ tool, running, onSelect }: Omit<CardProps, 'nowMs'>) {
  const { progress } = tool
  const answered = tool.result !== null || tool.error !== null
  const onlyError = tool.error !== null && !tool.result
  return (
    <>
      <div className={cx('grid border-t border-hairline', !onlyError && 'md:grid-cols-[minmax(0,9fr)_minmax(0,11fr)]')}>
        <Part title="Arguments" text={tool.arguments} none="none" />
        <div hidden={onlyError} className="min-w-0 border-hairline px-2.5 pt-1 pb-1.5 max-md:border-t md:border-l">
          {answered ? (
            <PartBody
              title={`Result, ${formatBytes(new Blob([tool.result ?? '']).size)}`}
              text={tool.result ?? ''}
              none="none"
            />
          ) : progress ? (
            <PartBody title={`Progress, ${formatCounted(progress.count, 'frame')}`} text={progress.text} none="" />
          ) : (
            <PartBody title="Result" text="" none={running ? 'not yet' : 'none recorded'} />
          )}
        </div>
      </div>
      {(tool.error !== null || (answered && tool.toSeq !== tool.fromSeq)) && (
        <p
          className={cx(
            'flex items-center gap-1.5 border-t border-dashed border-control px-2.5 py-1 text-xs',
            tool.error !== null && 'bg-error-tint',
          )}
        >
          <KindGlyph kind={tool.error === null ? 'result' : 'error'} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {tool.error === null ? 'Ended' : visibleText(tool.error)} in frame{' '}
            <button type="button" className="font-mono text-accent" onClick={() => onSelect(tool.toSeq)}>
              #{formatCount(tool.toSeq)}
            </button>
          </span>
        </p>
      )}
    </>
  )
}

function Part(props: { title: string; text: string; none: string }) {
  return (
    <div className="min-w-0 px-2.5 pt-1 pb-1.5">
      <PartBody {...props} />
    </div>
  )
}

const shownCharacters = 1200

function PartBody({ title, text, none }: { title: string; text: string; none: string }) {
  const [whole, setWhole] = useState(false)
  const pretty = indent(text)
  const shown = whole ? pretty : pretty.slice(0, shownCharacters)
  return (
    <>
      <p className="font-sans text-2xs text-muted">{title}</p>
      {text === '' ? (
        <p className="text-muted">{none}</p>
      ) : (
        <pre className="max-h-96 overflow-y-auto [overflow-wrap:anywhere] whitespace-pre-wrap">
          {visibleText(shown)}
        </pre>
      )}
      {shown.length < pretty.length && (
        <button type="button" className="text-xs text-accent" onClick={() => setWhole(true)}>
          {formatCount(pretty.length - shown.length)} more characters
        </button>
      )}
    </>
  )
}

/** Small JSON over several lines; anything else as it came. */
function indent(text: string): string {
  if (text.length > 20_000 || !/^\s*[[{]/.test(text)) return text
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
