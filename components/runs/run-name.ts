import type { Run } from '#lib/api/run.ts'

/** What a list calls a run: its agent and then its title; the title alone where no agent is known. */
export function runName(run: Pick<Run, 'agent' | 'title' | 'upstreamRunId' | 'id'>): {
  name: string
  rest: string | null
} {
  const name = run.agent ?? run.title ?? run.upstreamRunId ?? run.id
  return { name, rest: run.agent === null ? null : (run.title ?? run.upstreamRunId) }
}
