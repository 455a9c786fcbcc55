'use client'

import { useState, type ReactNode } from 'react'
import { runName } from '#components/runs/run-name.ts'
import { ThemeMenu } from '#components/shell/theme-menu.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { formatInstant, formatRelative } from '#lib/format/instant.ts'
import { RunChips } from './live-chip.tsx'
import { useCopy } from './use-copy.ts'
import { useNow, usePlayer, usePlayerParts } from './use-player.ts'

/** What run this is, how it does, and what can be done with it. */
export function RunHeader() {
  const { store } = usePlayerParts()
  const { copyLink } = useCopy()
  const run = usePlayer((state) => state.run)
  const live = usePlayer((state) => state.tail.live)
  const paused = usePlayer((state) => state.tail.mode === 'pause')
  return (
    <header className="flex h-12 flex-none items-center gap-2 border-b border-hairline px-1 md:h-11 md:px-3">
      <a href="/" className="text-muted hover:text-text max-md:hidden">
        Runs
      </a>
      <span className="text-muted max-md:hidden">/</span>
      <a href="/" aria-label="Back to the runs" className="grid size-11 flex-none place-items-center md:hidden">
        <Icon name="back" />
      </a>
      <h1 className="max-w-72 min-w-16 truncate text-lg font-semibold">{runName(run).name}</h1>
      <RunChips />
      <Facts />
      <span className="flex flex-1 items-center justify-end gap-1">
        <span className="max-md:hidden">
          <Button variant="bare" icon="link" onClick={copyLink}>
            Copy link
          </Button>
        </span>
        {(live || paused) && (
          <span className="max-md:hidden">
            <Button icon={paused ? 'play' : 'pause'} onClick={store.togglePause}>
              {paused ? 'Resume' : 'Pause'}
            </Button>
          </span>
        )}
        <RunMenu />
        <ThemeMenu />
      </span>
    </header>
  )
}

function Facts() {
  const run = usePlayer((state) => state.run)
  const { copy } = useCopy()
  const now = useNow(10_000)
  const startedAt = run.startedAt ?? run.createdAt
  return (
    <dl className="ml-2 hidden min-w-0 gap-3.5 overflow-hidden border-l border-hairline pl-4 text-xs whitespace-nowrap lg:flex">
      <Fact name="Run">
        <button
          type="button"
          className="font-mono hover:text-accent"
          title="Copy the run's id"
          onClick={() => copy(run.id, 'Run id')}
        >
          {run.id.length > 18 ? `${run.id.slice(0, 16)}…` : run.id}
        </button>
      </Fact>
      <Fact name="Source">
        <a href={`/?source=${encodeURIComponent(run.source)}`} className="hover:text-accent">
          {run.source}
        </a>
      </Fact>
      {run.model !== null && <Fact name="Model">{run.model}</Fact>}
      {run.threadId !== null && (
        <Fact name="Thread">
          <span className="font-mono" title={run.threadId}>
            {run.threadId.length > 16 ? `${run.threadId.slice(0, 14)}…` : run.threadId}
          </span>
        </Fact>
      )}
      <Fact name="Started">
        <time dateTime={startedAt} title={formatInstant(startedAt)}>
          {formatInstant(startedAt).slice(11)}
        </time>
        {now !== null && <span className="text-muted">, {formatRelative(startedAt, now)}</span>}
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="mr-1 inline text-muted">{name}</dt>
      <dd className="inline text-text-2">{children}</dd>
    </div>
  )
}

function RunMenu() {
  const { source } = usePlayerParts()
  const { copy, copyLink } = useCopy()
  const run = usePlayer((state) => state.run)
  const recording = run.recording !== 'closed'
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Menu trigger={<Button variant="bare" icon="more" aria-label="More about this run" />}>
        <MenuItem icon="link" onSelect={copyLink}>
          Copy link
        </MenuItem>
        <MenuItem icon="copy" onSelect={() => copy(run.id, 'Run id')}>
          Copy run id
        </MenuItem>
        {run.upstreamRunId !== null && (
          <MenuItem icon="copy" onSelect={() => copy(run.upstreamRunId ?? '', 'Upstream run id')}>
            Copy upstream run id
          </MenuItem>
        )}
        <MenuItem icon="download" onSelect={() => location.assign(source.exportHref('sse'))}>
          Export .sse
        </MenuItem>
        <MenuItem icon="download" onSelect={() => location.assign(source.exportHref('ndjson'))}>
          Export .ndjson
        </MenuItem>
        {recording && (
          <MenuItem icon="stop" danger onSelect={() => setAsking(true)}>
            Stop recording …
          </MenuItem>
        )}
      </Menu>
      <StopDialog open={asking} onClose={() => setAsking(false)} />
    </>
  )
}

function StopDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { source } = usePlayerParts()
  const [problem, setProblem] = useState<string | null>(null)
  const stop = () => {
    source
      .stopRecording()
      .then(onClose, (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Stop recording?"
      description="The run itself goes on upstream. What was recorded stays; what comes after this is not recorded."
    >
      {problem && <p className="mb-3 text-error">{problem}</p>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Go on recording</Button>
        <Button variant="danger" icon="stop" onClick={stop}>
          Stop recording
        </Button>
      </div>
    </Dialog>
  )
}
