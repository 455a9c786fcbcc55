'use client'

import { formatInstant } from '#lib/format/instant.ts'
import { statusWord } from '#lib/format/run-state.ts'
import { Prop, Props } from './inspector.tsx'
import { visibleText } from './raw-text.ts'
import { TotalsTable } from './totals-table.tsx'
import { usePlayer } from './use-player.ts'

/** All that is known of a run that nobody recorded: what its upstream said when it listed it. */
export function UpstreamSays() {
  const run = usePlayer((state) => state.run)
  const facts: readonly (readonly [string, string | null])[] = [
    ['Status', statusWord(run.status)],
    ['Error', run.error?.message ?? null],
    ['Title', run.title],
    ['Agent', run.agent],
    ['Persona', run.persona],
    ['Model', run.model],
    ['Thread', run.threadId],
    ['Upstream id', run.upstreamRunId],
    ['Started', run.startedAt === null ? null : formatInstant(run.startedAt)],
    ['Ended', run.endedAt === null ? null : formatInstant(run.endedAt)],
    ...Object.entries(run.metadata).map(
      ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
    ),
  ]
  return (
    <section aria-label="What the upstream said" className="max-w-[560px]">
      <h3 className="px-3 pt-1 font-semibold">What the upstream said</h3>
      <Props wide>
        {facts.map(([name, value]) =>
          value === null || value === '' ? null : (
            <Prop key={name} name={name}>
              {visibleText(value)}
            </Prop>
          ),
        )}
      </Props>
      <TotalsTable className="px-3" />
    </section>
  )
}
