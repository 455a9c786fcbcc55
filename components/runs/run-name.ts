import type { Run } from '#lib/api/run.ts'

/** What a list calls a run: its agent, or the persona it has, and then its title; the title alone where neither is known. */
export function runName(run: Pick<Run, 'agent' | 'persona' | 'title' | 'upstreamRunId' | 'id'>): {
  name: string
  rest: string | null
} {
  const who = run.agent ?? run.persona
  const name = who ?? run.title ?? run.upstreamRunId ?? run.id
  return { name, rest: who === null ? null : (run.title ?? run.upstreamRunId) }
}
