import type { Fate } from './fate.ts'
import type { Manner } from './platform.ts'

export type Part = { platform: string; fate: Fate; agent: string; manner?: Manner }

/** What every demo begins with, so that a run of each sort is there within a minute: which platform, which fate. */
export const opening: readonly Part[] = [
  // What is found in lists comes first: lists are read every half minute, and it must still be going on.
  { platform: 'office', fate: 'completed', agent: 'invoice-triage', manner: 'found' },
  { platform: 'office', fate: 'completed', agent: 'lead-enricher', manner: 'family' },
  { platform: 'loop', fate: 'completed', agent: 'sql-analyst', manner: 'family' },
  { platform: 'loop', fate: 'waits', agent: 'release-manager' },
  { platform: 'support', fate: 'completed', agent: 'support-triage' },
  { platform: 'research', fate: 'resumed', agent: 'research-digest' },
  { platform: 'office', fate: 'completed', agent: 'kb-answer' },
  { platform: 'loop', fate: 'completed', agent: 'code-mender' },
  { platform: 'support', fate: 'failed', agent: 'invoice-triage' },
  { platform: 'office', fate: 'failed', agent: 'invoice-triage' },
  { platform: 'warehouse', fate: 'completed', agent: 'sql-analyst' },
  { platform: 'loop', fate: 'resumed', agent: 'query-doctor' },
  { platform: 'support', fate: 'completed', agent: 'kb-answer' },
  { platform: 'office', fate: 'completed', agent: 'lead-enricher', manner: 'team' },
  { platform: 'research', fate: 'hangs', agent: 'contract-redliner' },
  { platform: 'loop', fate: 'failed', agent: 'query-doctor' },
  { platform: 'warehouse', fate: 'failed', agent: 'sql-analyst' },
  { platform: 'support', fate: 'bursts', agent: 'lead-enricher' },
  { platform: 'feed', fate: 'completed', agent: 'kb-answer' },
  { platform: 'office', fate: 'gap', agent: 'kb-answer' },
  { platform: 'feed', fate: 'gap', agent: 'research-digest' },
  { platform: 'support', fate: 'cancelled', agent: 'support-triage' },
  { platform: 'loop', fate: 'completed', agent: 'release-manager', manner: 'late' },
  { platform: 'research', fate: 'gap', agent: 'research-digest' },
  { platform: 'support', fate: 'busy', agent: 'invoice-triage' },
  { platform: 'warehouse', fate: 'locked out', agent: 'sql-analyst' },
  { platform: 'research', fate: 'completed', agent: 'contract-redliner', manner: 'late' },
]

/** Which agents run where. */
export const agentsOf: Record<string, readonly string[]> = {
  support: ['support-triage', 'kb-answer', 'invoice-triage', 'lead-enricher'],
  research: ['research-digest', 'contract-redliner', 'content-writer', 'code-runner'],
  warehouse: ['sql-analyst', 'invoice-triage', 'game-tester'],
  loop: ['release-manager', 'code-mender', 'query-doctor', 'sql-analyst', 'code-runner'],
  office: ['kb-answer', 'invoice-triage', 'lead-enricher', 'content-writer'],
  feed: ['kb-answer', 'lead-enricher', 'research-digest'],
}

const everyday: readonly (readonly [Fate, number])[] = [
  ['completed', 56],
  ['failed', 13],
  ['resumed', 12],
  ['cancelled', 6],
  ['bursts', 5],
  ['gap', 3],
  ['busy', 3],
  ['waits', 3],
  ['hangs', 2],
]

/** The fate of an ordinary run; most go well. */
export function drawFate(random: () => number): Fate {
  let left = random() * everyday.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [fate, weight] of everyday) if ((left -= weight) < 0) return fate
  return 'completed'
}
