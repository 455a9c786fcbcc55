import { randomUUID } from 'node:crypto'
import type { ModusApiRun } from '../modus-api-runs.ts'
import { serveModusApi } from '../serve-modus-api.ts'

const HOUR_MS = 3_600_000
/** A run of a workflow begins so often, give or take. */
const EVERY_MS = 45_000
/** So many runs are listed at most. */
const MOST = 80

const agents = ['agt_returns', 'agt_payouts'] as const

const works: Record<(typeof agents)[number], { name: string; summaries: readonly string[]; failure: string }> = {
  agt_returns: {
    name: 'Returns desk',
    summaries: [
      'Label printed and sent to the customer',
      'Refund booked after inspection',
      'Exchange for another size',
    ],
    failure: 'warehouse API answered 503 three times',
  },
  agt_payouts: {
    name: 'Payouts',
    summaries: [
      'Weekly payout prepared: 214 sellers',
      'Bank details of 3 sellers checked again',
      'Payout file handed in',
    ],
    failure: 'two payouts exceed the limit of the account',
  },
}

export type History = { url: string; agents: readonly string[]; close(): Promise<void> }

/** The API beside a Modus installation, in which workflows come and go that have no stream. */
export async function playHistory({
  token,
  organizationId,
  random,
  now = Date.now,
}: {
  token: string
  organizationId: string
  random: () => number
  now?: () => number
}): Promise<History> {
  const pick = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  const startedMs = now()
  const past = pastStatuses.map((status, at) => run(status, startedMs - (at + 1) * 0.35 * HOUR_MS, { pick, at }))
  const api = await serveModusApi({ token, organizationId, agents, runs: past })
  for (const call of pastCalls(startedMs, pick)) api.call(call)

  const listed = past.map(({ id }) => id)
  const timer = setInterval(() => {
    const begun = run('running', now(), { pick, at: listed.length })
    api.put(begun)
    listed.push(begun.id)
    if (listed.length > MOST) api.forget(listed.shift() ?? '')
    const takesMs = pick(20_000, 90_000)
    setTimeout(() => {
      const status = random() < 0.15 ? 'error' : 'completed'
      api.put(ended({ ...begun, status }, now()))
      const model = random() < 0.7 ? 'atlas-mini' : 'atlas-large'
      api.call({ at: new Date(now()).toISOString(), model, inputTokens: pick(900, 4000), outputTokens: pick(80, 600) })
    }, takesMs).unref()
  }, EVERY_MS).unref()

  return {
    url: api.url,
    agents,
    close() {
      clearInterval(timer)
      return api.close()
    },
  }
}

const pastStatuses = [
  ...(['running', 'awaiting_human', 'completed', 'completed', 'error'] as const),
  ...(['completed', 'cancelled', 'completed', 'completed', 'completed', 'error', 'completed'] as const),
]

type Drawing = { pick: (from: number, to: number) => number; at: number }

function run(status: ModusApiRun['status'], startedMs: number, { pick, at }: Drawing): ModusApiRun {
  const agentId = agents[at % agents.length] ?? agents[0]
  const { name, summaries } = works[agentId]
  const begun: ModusApiRun = {
    id: `wf_${pick(10, 99)}_run_${at + 1}:${randomUUID()}`,
    agentId,
    agentName: name,
    agentType: 'workflow',
    status,
    triggerType: at % 3 === 0 ? 'webhook' : 'schedule',
    startedAt: new Date(startedMs).toISOString(),
    summary: summaries[at % summaries.length] ?? '',
  }
  if (status === 'awaiting_human') return { ...begun, pendingApproval: { mine: true, step: 'approve payout' } }
  return status === 'running' ? begun : ended(begun, startedMs + pick(8_000, 240_000))
}

function ended(run: ModusApiRun, endedMs: number): ModusApiRun {
  const failure = works[run.agentId as (typeof agents)[number]].failure
  return {
    ...run,
    endedAt: new Date(endedMs).toISOString(),
    ...(run.status === 'error' ? { taskError: failure } : { taskResult: { ok: true } }),
  }
}

/** Two models over the last two days, fewer calls at night. */
function pastCalls(untilMs: number, pick: Drawing['pick']) {
  return Array.from({ length: 48 }, (_, hour) => hour).flatMap((hour) => {
    const atMs = untilMs - hour * HOUR_MS
    const isNight = new Date(atMs).getUTCHours() < 6
    return Array.from({ length: isNight ? 1 : pick(2, 6) }, (_, n) => ({
      at: new Date(atMs - n * 120_000).toISOString(),
      model: n % 3 === 0 ? 'atlas-large' : 'atlas-mini',
      inputTokens: pick(900, 4000),
      outputTokens: pick(80, 600),
    }))
  })
}
