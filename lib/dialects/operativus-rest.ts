import type { RequestSpec, RunRef } from './dialect.ts'
import { asObject, parseObject, pickCount } from './json.ts'
import { agentPath, runPath, segment } from './operativus-paths.ts'
import { readRuns } from './operativus-runs.ts'
import type { Rest } from './rest.ts'

// RunsController.java and AgentsController.java of operativus-ai/agm; docs: "Batch status check", "Check run status".

const PAGE_SIZE = 200

/** What OperativusAI says of its runs when it is asked. */
export const operativusRest: Rest = {
  read: readRuns,
  status: {
    limit: 100,
    // The call for many is kept by agent. A run whose agent is not known is asked for by its own path.
    group: (run) => (run.upstreamRunId === null ? null : (agentOf(run) ?? `run/${run.upstreamRunId}`)),
    request(runs) {
      const [first] = runs
      const agent = first ? agentOf(first) : null
      if (!first || agent === null) return get(runPath(first?.upstreamRunId ?? ''))
      const ids = runs.map(({ upstreamRunId }) => segment(upstreamRunId ?? ''))
      return get(agentPath(agent, `/runs/status?runIds=${ids.join(',')}`))
    },
    // Documented; a server that has no such path answers 404, as for a run that it does not know.
    single(run) {
      const agent = agentOf(run)
      const id = run.upstreamRunId ?? ''
      return get(agent === null ? runPath(id) : agentPath(agent, `/runs/${segment(id)}/status`))
    },
  },
  find(run) {
    if (run.threadId !== null) return get(listPath(`sessionId=${segment(run.threadId)}&page=0&size=50`))
    const agent = agentOf(run)
    return agent === null ? null : get(listPath(`agentId=${segment(agent)}&page=0&size=50`))
  },
  details(run) {
    const session = run.threadId === null ? null : `sessionId=${segment(run.threadId)}&page=0&size=${PAGE_SIZE}`
    return [
      // Runs of its session: the children of a team's run are among them.
      ...(session === null ? [] : [get(listPath(session))]),
      ...(run.upstreamRunId === null ? [] : [get(runPath(run.upstreamRunId))]),
    ]
  },
  lists: () => [''],
  list: (_name, page) => get(listPath(`page=${/^\d{1,9}$/.test(page ?? '') ? page : '0'}&size=${PAGE_SIZE}`)),
  nextPage,
  streams: true,
  usage: null,
}

/** The agent of a run, where it is known: told by the upstream, or the one that the run was started with. */
export function agentOf(run: Pick<RunRef, 'agent' | 'start'>): string | null {
  return run.agent || run.start?.params['agentId']?.trim() || null
}

/** Spring writes a page's numbers beside its content, or in `page`. */
function nextPage(text: string, page: string | null): string | null {
  const answer = parseObject(text)
  const content = answer?.['content']
  if (!answer || !Array.isArray(content) || content.length === 0) return null
  const numbers = asObject(answer['page']) ?? answer
  const here = Number(page ?? '0')
  const pages = pickCount(numbers, ['totalPages'])
  if (!Number.isSafeInteger(here) || pages === undefined) return null
  return here + 1 < pages ? String(here + 1) : null
}

function listPath(query: string): string {
  return `/api/v1/runs?${query}`
}

function get(path: string): RequestSpec {
  return { method: 'GET', path, headers: { accept: 'application/json' }, body: null }
}
