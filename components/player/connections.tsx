'use client'

import { useEffect, useState } from 'react'
import type { Connection } from '#lib/api/connection.ts'
import { formatBytes } from '#lib/format/bytes.ts'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { promiseSentence } from '#lib/format/promise.ts'
import { cx } from '#components/ui/cx.ts'
import { Button } from '#components/ui/button.tsx'
import { toneText } from '#components/ui/chip.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { endWords, isStream, purposes } from './connection-words.ts'
import { exactTime } from './frame-time.ts'
import { Prop, Props } from './inspector.tsx'
import { JsonTree } from './json-tree.tsx'
import { readJson } from './json-value.ts'
import { visibleText } from './raw-text.ts'
import { usePlayer } from './use-player.ts'

/** Every HTTP exchange with the upstream, newest first: what was asked, what came back, why it ended. */
export function Connections({ connections }: { connections: readonly Connection[] | null }) {
  const dropped = usePlayer((state) => state.run.duplicatesDropped)
  const promise = usePlayer((state) => state.related?.promise)
  if (connections === null) return <p className="p-3 text-muted">…</p>
  if (connections.length === 0) return <p className="p-3 text-muted">No request has been sent for this run yet.</p>
  return (
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="region" aria-label="Connections">
      {promise && (
        <p className="px-3 pt-2 text-xs text-text-2">
          <b className="font-semibold text-text">Class {promise.class}.</b> {promiseSentence(promise)}
        </p>
      )}
      {dropped > 0 && (
        <p className="px-3 pt-2 text-xs text-text-2">
          {formatCounted(dropped, 'frame')} came twice after a resume and {dropped === 1 ? 'was' : 'were'} dropped.
        </p>
      )}
      {connections.toReversed().map((connection) => (
        <Exchange key={connection.number} connection={connection} />
      ))}
    </div>
  )
}

function Exchange({ connection }: { connection: Connection }) {
  const { openedAt, closedAt, requestBody, responseBody, tail, purpose } = connection
  const { words, icon } = purposes[purpose]
  const end = endWords(connection)
  return (
    <section className="border-b border-hairline pb-2">
      <h3 className="flex items-center gap-1.5 px-3 pt-2.5 text-xs">
        <Icon name={icon} className="size-3.5 text-text-2" />
        <b>{words}</b>
        <span className="ml-auto text-muted">connection {connection.number}</span>
      </h3>
      <p
        className={cx(
          'px-3 pt-0.5 text-xs [overflow-wrap:anywhere]',
          end.tone === null ? 'text-text-2' : toneText[end.tone],
        )}
      >
        <span className="inline-block first-letter:uppercase">{end.words}</span>
        {connection.detail !== null && <span className="text-text-2">: {visibleText(connection.detail)}</span>}
      </p>
      <Props>
        <Prop name="Request">
          {connection.method} {visibleText(connection.path)}
        </Prop>
        {isStream(purpose) && (
          <Prop name="Cursor sent">
            {connection.cursorSent === null ? (
              <span className="text-muted">none, from the start</span>
            ) : (
              visibleText(connection.cursorSent)
            )}
          </Prop>
        )}
        <Prop name="Answer">{connection.status ?? <span className="text-muted">none</span>}</Prop>
        <Prop name="Opened">{exactTime(openedAt).slice(11)}</Prop>
        {closedAt !== null && <Prop name="Lasted">{formatDuration(Date.parse(closedAt) - Date.parse(openedAt))}</Prop>}
        {isStream(purpose) && (
          <Prop name="Frames">
            {closedAt === null ? (
              <span className="text-muted">counted when it ends</span>
            ) : (
              formatCount(connection.frames)
            )}
            {connection.duplicates > 0 && (
              <span className="text-muted">, {formatCounted(connection.duplicates, 'duplicate')} dropped</span>
            )}
          </Prop>
        )}
        {tail !== null && (
          <Prop name="Tail">{formatCounted(atob(tail).length, 'byte')} of a block that never ended</Prop>
        )}
      </Props>
      {requestBody !== null && <Body title="Request body" text={requestBody} />}
      {responseBody !== null && <Body title="Answer body" text={responseBody} />}
      <Headers title="Request headers" headers={connection.requestHeaders} />
      <Headers title="Answer headers" headers={connection.responseHeaders} />
    </section>
  )
}

function Headers({ title, headers }: { title: string; headers: Readonly<Record<string, string>> | null }) {
  if (headers === null || Object.keys(headers).length === 0) return null
  return (
    <details className="px-3 pt-1 text-xs">
      <summary className="text-text-2">{title}</summary>
      <dl className="grid grid-cols-[minmax(84px,auto)_minmax(0,1fr)] gap-x-3 pt-1 font-mono">
        {Object.entries(headers).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{visibleText(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

const shownCharacters = 20_000

function Body({ title, text }: { title: string; text: string }) {
  const [whole, setWhole] = useState(false)
  const json = readJson(text)
  return (
    <details className="px-3 pt-1 text-xs">
      <summary className="text-text-2">
        {title}, {formatBytes(new Blob([text]).size)}
      </summary>
      {json !== undefined && typeof json === 'object' ? (
        <JsonTree value={json} />
      ) : (
        <pre className="[overflow-wrap:anywhere] whitespace-pre-wrap">
          {visibleText(whole ? text : text.slice(0, shownCharacters))}
        </pre>
      )}
      {json === undefined && !whole && text.length > shownCharacters && (
        <Button size="sm" onClick={() => setWhole(true)}>
          Show all
        </Button>
      )}
    </details>
  )
}

const everyMs = 5000

/** The exchanges of the run, asked for again while it runs and when it ends. */
export function useConnections(
  read: () => Promise<readonly Connection[]>,
  live: boolean,
): readonly Connection[] | null {
  const [connections, setConnections] = useState<readonly Connection[] | null>(null)
  useEffect(() => {
    let gone = false
    const ask = () => {
      read().then(
        (next) => !gone && setConnections(next),
        () => undefined,
      )
    }
    ask()
    const timer = live ? setInterval(ask, everyMs) : undefined
    return () => {
      gone = true
      clearInterval(timer)
    }
  }, [read, live])
  return connections
}
