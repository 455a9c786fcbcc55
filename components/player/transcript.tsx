'use client'

import type { Connection } from '#lib/api/connection.ts'
import { formatCount } from '#lib/format/count.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { cx } from '#components/ui/cx.ts'
import { TabList, Tabs } from '#components/ui/tabs.tsx'
import { AnswerBox } from './answer-box.tsx'
import { allBlocks } from './earlier-blocks.ts'
import type { PlayerState } from './player-state.ts'
import { RunInput } from './run-input.tsx'
import { StateView } from './state-view.tsx'
import { plainText } from './transcript-rows.ts'
import { TranscriptText } from './transcript-text.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** What the run said, assembled, as of the frame that is shown; or all that is known of it by then. */
export function TranscriptPane({
  connections,
  className,
}: {
  connections: readonly Connection[] | null
  className?: string
}) {
  const { store, source } = usePlayerParts()
  const reading = usePlayer((state) => state.reading)
  const asOf = usePlayer(wordsOf)

  /** As of the frame that is shown when it is asked for; what is not held here is read. */
  async function copied(): Promise<string> {
    const { shown } = store.getState()
    if (shown === null) return ''
    if (reading === 'state') return JSON.stringify(shown, null, 2)
    const { at, transcript } = shown
    return plainText(await allBlocks(transcript.blocks, (from, to) => source.blocks(at, from, to)))
  }

  return (
    <section aria-label="Transcript" className={cx('flex min-h-0 min-w-0 flex-col bg-surface', className)}>
      <Tabs
        value={reading}
        onChange={store.setReading}
        className="flex h-8 flex-none items-center gap-2 border-b border-hairline bg-canvas pr-1 pl-3 pointer-coarse:h-11"
      >
        <TabList
          label="Transcript as"
          tabs={[
            { value: 'text', label: 'Text' },
            { value: 'raw', label: 'Raw' },
            { value: 'state', label: 'State' },
          ]}
        />
        <span className="flex-1" />
        <span className="truncate text-xs text-muted">{asOf}</span>
        <CopyButton
          size="sm"
          variant="bare"
          iconOnly
          label={reading === 'state' ? 'Copy the state' : 'Copy the transcript'}
          text={copied}
        />
      </Tabs>
      <RunInput connections={connections} />
      {reading === 'state' ? <StateView /> : <TranscriptText asText={reading === 'raw'} />}
      <AnswerBox />
    </section>
  )
}

function wordsOf({ tail, shown }: PlayerState): string {
  if (tail.selected !== null) {
    return shown === null ? `reading frame ${formatCount(tail.selected)} …` : `as of frame ${formatCount(shown.at)}`
  }
  if (!tail.live) return 'whole run'
  return tail.mode === 'pause' ? 'as of the pause' : 'as of now'
}
