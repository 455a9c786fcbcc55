import { randomUUID } from 'node:crypto'
import { wait, type Script, type Step } from '../script.ts'
import { serveOperativus, type OperativusRun } from '../serve-operativus.ts'
import { durationMs, scriptFor } from './fate.ts'
import { chatCancelled, chatEnd, chatFailure, chatSteps, logged, logSteps, teamSteps } from './operativus-voice.ts'
import { foundMs, labels, type Improvise, type Platform, type Telling } from './platform.ts'
import { failing } from './scene.ts'
import { lasting, timeline, type Moment } from './timeline.ts'

type Told = Pick<Telling, 'scene' | 'fate' | 'tempo'>
type Pending = { make: (run: { runId: string; sessionId: string }) => OperativusRun; runId: string | null }

const followUps = ['Show me the figures behind this', 'Write it as a message to the team']

/** An OperativusAI service: chats that nobody can watch twice, and logs of what its agents do by themselves. */
export async function operativusPlatform(name: string, slug: string, improvise: Improvise): Promise<Platform> {
  const token = randomUUID()
  const pending = new Map<string, Pending>()
  const upstream = await serveOperativus({
    token,
    start({ operation, runId, sessionId }) {
      const known = pending.get(sessionId)
      if (known) {
        known.runId = runId
        return known.make({ runId, sessionId })
      }
      const told = { ...improvise(), fate: 'completed' as const }
      return operation === 'background' ? logRun(told) : chatRun(told)
    },
  })
  for (const { scene } of [improvise(), improvise(), improvise()]) {
    // Runs of before anyone looked: they are listed, and nothing of them can be read any more.
    const createdMs = Date.now() - 3_600_000
    const row = {
      agentId: scene.agent,
      model: scene.model,
      status: 'COMPLETED',
      createdMs,
      updatedMs: createdMs + 41_000,
    }
    upstream.add(randomUUID(), { row: { ...row, durationMs: 41_000, inputTokens: 1200, outputTokens: 310 } })
  }

  function begin(run: OperativusRun, row: NonNullable<OperativusRun['row']>): string {
    const runId = randomUUID()
    upstream.add(runId, { ...run, row: { status: 'RUNNING', ...row } })
    upstream.log(runId)?.begin()
    return runId
  }

  return {
    source: {
      name,
      slug,
      dialect: 'operativus',
      baseUrl: upstream.url,
      credential: token,
      settings: { discover: true },
    },
    fates: ['completed', 'failed', 'cancelled', 'bursts', 'gap'],
    manners: ['found', 'family', 'team'],
    prepare(telling) {
      const { scene, manner } = telling
      const sessionId = `ses_${randomUUID()}`
      const row = { agentId: scene.agent, sessionId, model: scene.model, input: scene.prompt }
      if (manner === 'found' || manner === 'family') {
        const ids: string[] = []
        const slow = { ...telling, tempo: lasting(scene, telling.tempo, foundMs) }
        const run = logRun(slow)
        return {
          start: null,
          takesMs: durationMs(run.log ?? { steps: [] }),
          begin() {
            if (manner === 'found') return void ids.push(begin(run, row))
            ids.push(...beginTeam(slow, row))
          },
          record: null,
          forget: () => ids.forEach((id) => upstream.forget(id)),
        }
      }
      const make = (run: { runId: string; sessionId: string }) =>
        manner === 'team' ? teamRun(telling, run) : chatRun(telling)
      pending.set(sessionId, { make, runId: null })
      return {
        start: {
          source: slug,
          operation: 'run',
          params: { agentId: scene.agent },
          body: { message: scene.prompt, sessionId, userId: 'demo' },
          labels: labels(scene),
        },
        takesMs: durationMs(make({ runId: '', sessionId }).chat ?? { steps: [] }),
        begin: () => undefined,
        record: null,
        forget() {
          const runId = pending.get(sessionId)?.runId ?? null
          if (runId !== null) upstream.forget(runId)
          pending.delete(sessionId)
        },
      }
    },
    close: () => upstream.close(),
  }

  /** A run that hands its task to another one, which is found as well and names it. */
  function beginTeam({ scene, tempo }: Told, row: NonNullable<OperativusRun['row']>): string[] {
    const moments = timeline(scene, tempo)
    const takesMs = moments.reduce((sum, { afterMs }) => sum + afterMs, 0)
    const target = { targetAgentId: 'agent-lookup', targetAgentName: 'Lookup' }
    const steps: Step[] = [
      logged('RUN_START', { agentName: scene.agent, modelId: scene.model, isTeam: true }),
      logged('ORCHESTRATOR_DECISION', { mode: 'ROUTER', targetAgentId: target.targetAgentId, rationale: 'best fit' }),
      logged('DELEGATION_START', { ...target, taskLength: scene.prompt.length }),
      wait(takesMs + 3000),
      logged('DELEGATION_COMPLETE', { ...target, status: 'ok' }),
      logged('RUN_COMPLETE', { agentName: scene.agent, status: 'COMPLETED', toolCallCount: 0 }),
    ]
    const parent = begin({ log: { steps } }, { ...row, orchestrationStrategy: 'ROUTER' })
    const member = logSteps(moments, { agent: target.targetAgentId, model: scene.model, error: null })
    const child = begin({ log: { steps: member } }, { ...row, agentId: target.targetAgentId, parentRunId: parent })
    return [parent, child]
  }
}

function told({ scene, fate, tempo }: Told): { moments: Moment[]; error: string | null } {
  const failure = fate === 'failed' ? failing(scene) : null
  return {
    moments: timeline(failure?.scene ?? scene, tempo, { fails: failure !== null }),
    error: failure?.error ?? null,
  }
}

function chatRun(telling: Told): OperativusRun {
  const { scene, fate } = telling
  const { moments, error } = told(telling)
  const end = error === null ? chatEnd(moments, scene.model, followUps) : chatFailure(error)
  const chat = scriptFor(fate, chatSteps(moments), end, [chatCancelled])
  // The log of a chat has what was done between its start and its end, and neither of these.
  const log = logSteps(moments, { agent: scene.agent, model: scene.model, error })
  return { chat, log: { steps: log.slice(1, -1) } }
}

function teamRun(telling: Told, run: { runId: string; sessionId: string }): OperativusRun {
  const chat: Script = { steps: teamSteps(told(telling).moments, run) }
  return { chat, row: { orchestrationStrategy: 'ROUTER' } }
}

function logRun(telling: Told): OperativusRun {
  const { scene } = telling
  const { moments, error } = told(telling)
  return { log: { steps: logSteps(moments, { agent: scene.agent, model: scene.model, error }) } }
}
