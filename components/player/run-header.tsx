'use client'

import type { ReactNode } from 'react'
import { runName } from '#components/runs/run-name.ts'
import { ThemeMenu } from '#components/shell/theme-menu.tsx'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { formatInstant, formatRelative } from '#lib/format/instant.ts'
import { isOver } from '#lib/format/run-state.ts'
import { RunChips } from './live-chip.tsx'
import { useRunActions } from './run-actions.tsx'
import { RunMenu } from './run-menu.tsx'
import { useCopy } from './use-copy.ts'
import { useNow, usePlayer, usePlayerParts } from './use-player.ts'

/** What run this is, how it does, and what can be done with it. */
export function RunHeader({ onCommands }: { onCommands: () => void }) {
  const { store } = usePlayerParts()
  const { copyLink } = useCopy()
  const run = usePlayer((state) => state.run)
  const live = usePlayer((state) => state.tail.live)
  const paused = usePlayer((state) => state.tail.mode === 'pause')
  const pauses = usePlayer(({ play, tail }) => play.playing || (tail.live && tail.mode === 'follow'))
  const replay = () => {
    store.goTo(1)
    store.play()
  }
  return (
    <header className="flex h-12 flex-none items-center gap-2 border-b border-hairline px-1 md:h-11 md:px-3">
      <a href="/" className="text-muted hover:text-text max-md:hidden">
        Runs
      </a>
      <span className="text-muted max-md:hidden">/</span>
      <a href="/" aria-label="Back to the runs" className="grid size-11 flex-none place-items-center md:hidden">
        <Icon name="back" />
      </a>
      <h1 className="max-w-72 min-w-16 flex-[0_1_auto] truncate text-lg font-semibold">{runName(run).name}</h1>
      <RunChips />
      <Facts />
      <span className="flex flex-none items-center justify-end gap-1 max-lg:flex-1">
        <span className="max-md:hidden">
          <Button variant="bare" icon="link" onClick={copyLink}>
            Copy link
          </Button>
        </span>
        <span className="max-md:hidden">
          {live || paused || pauses ? (
            <Button icon={pauses ? 'pause' : 'play'} onClick={store.togglePlay}>
              {pauses ? 'Pause' : 'Play'}
            </Button>
          ) : (
            <Button icon="play" disabled={run.frameCount === 0} onClick={replay}>
              Replay
            </Button>
          )}
        </span>
        <CancelButton />
        <span className="max-md:hidden">
          <Button variant="bare" icon="search" aria-label="Commands" onClick={onCommands} />
        </span>
        <RunMenu />
        <span className="max-md:hidden">
          <ThemeMenu />
        </span>
      </span>
    </header>
  )
}

/** Stands there while the run goes on; where it cannot be cancelled, it says why. */
function CancelButton() {
  const { against, cancel } = useRunActions()
  const goesOn = usePlayer((state) => state.tail.live && !isOver(state.run.status))
  if (!goesOn) return null
  return (
    <span className="max-md:hidden">
      <Button icon="stop" aria-disabled={against.cancel !== null} title={against.cancel ?? undefined} onClick={cancel}>
        Cancel run
      </Button>
    </span>
  )
}

function Facts() {
  const run = usePlayer((state) => state.run)
  const { copy } = useCopy()
  const now = useNow(10_000)
  const startedAt = run.startedAt ?? run.createdAt
  return (
    <dl className="ml-2 hidden h-4 min-w-0 flex-1 flex-wrap gap-x-3.5 overflow-hidden border-l border-hairline pl-4 text-xs whitespace-nowrap lg:flex">
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
      {run.agent !== null && run.persona !== null && <Fact name="Persona">{run.persona}</Fact>}
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
