import { randomUUID } from 'node:crypto'
import type { StartInput } from '#lib/api/run.ts'
import type { SourceInput } from '#lib/api/source.ts'
import { emit, type Script, type Step } from '../script.ts'
import { serveGeneric } from '../serve-generic.ts'
import { serveModus } from '../serve-modus.ts'
import { durationMs, scriptFor, type Fate } from './fate.ts'
import { genericSteps } from './generic-voice.ts'
import { modusSteps, type ModusVoice } from './modus-voice.ts'
import { failing, type Scene } from './scene.ts'
import { timeline, type Tempo } from './timeline.ts'

/** One agent platform of the demo: a fake upstream and how Runtape knows it. */
export type Platform = {
  source: SourceInput & { slug: string }
  /** Puts a run on the upstream; `start` has it begun and recorded, unless `begin` set it going already. */
  prepare(telling: Telling): Prepared
  close(): Promise<void>
}

export type Telling = { scene: Scene; fate: Fate; tempo: Tempo; session: string }

export type Prepared = {
  start: StartInput
  script: Script
  upstreamRunId: string
  /** Lets it run before anyone watches. */
  begin(): void
  forget(): void
}

const organizationId = 'org_demo'

/** What a run does that somebody starts by hand: it goes well, whatever was asked. */
export type Improvise = () => { scene: Scene; tempo: Tempo }

/** A Modus installation with a voice of its own. */
export async function modusPlatform(
  name: string,
  slug: string,
  voice: ModusVoice,
  improvise: Improvise,
): Promise<Platform> {
  const token = `modus_${randomUUID()}`
  const upstream = await serveModus({
    token,
    start: ({ runId, body }) =>
      modusScript(voice, { ...improvise(), fate: 'completed', session: String(body['sessionId']) }, runId),
  })
  return {
    source: { name, slug, dialect: 'modus', baseUrl: upstream.url, credential: token },
    prepare(telling) {
      const { scene, session } = telling
      const runId = randomUUID()
      const script = modusScript(voice, telling, runId)
      const run = upstream.add(runId, script)
      return {
        start: {
          ...modusRequest(scene, session),
          source: slug,
          idempotencyKey: runId,
          params: {},
          labels: labels(scene),
        },
        script,
        upstreamRunId: runId,
        begin: () => run.begin(),
        forget: () => upstream.forget(runId),
      }
    },
    close: () => upstream.close(),
  }
}

/** A service that streams plain events which cannot be resumed. */
export async function feedPlatform(name: string, slug: string, improvise: Improvise): Promise<Platform> {
  const upstream = await serveGeneric({ other: () => genericScript({ ...improvise(), fate: 'completed' }) })
  return {
    source: { name, slug, dialect: 'generic', baseUrl: upstream.url },
    prepare(telling) {
      const { scene, session } = telling
      const path = `/v1/answers?id=${randomUUID()}`
      const script = genericScript(telling)
      upstream.add(path, script)
      return {
        start: {
          source: slug,
          operation: 'stream',
          params: { method: 'POST', path },
          body: { prompt: scene.prompt, sessionId: session, stream: true },
          labels: labels(scene),
        },
        script,
        upstreamRunId: path,
        begin: () => undefined,
        forget: () => upstream.forget(path),
      }
    },
    close: () => upstream.close(),
  }
}

function modusScript(voice: ModusVoice, { scene, fate, tempo, session }: Telling, runId: string): Script {
  const failure = fate === 'failed' ? failing(scene) : null
  const moments = timeline(failure?.scene ?? scene, tempo, { fails: failure !== null })
  const said = moments.filter(({ what }) => what.name === 'say' || what.name === 'think').length
  const usage = emit({ type: 'usage', usage: { inputTokens: 900 + 40 * scene.beats.length, outputTokens: said } })
  const steps = [...modusSteps(moments, voice), ...(voice.usage && !failure ? [usage] : [])]
  const end = failure ? emit({ type: 'error', error: failure.error }) : emit({ type: 'done', runId, threadId: session })
  const cancelledAt = Date.now() + Math.round(0.6 * durationMs({ steps }))
  const cancelled = emit({ type: 'cancelled', runIds: [runId], timestamp: cancelledAt })
  return scriptFor(fate, steps, end, cancelled)
}

function genericScript({ scene, fate, tempo }: Omit<Telling, 'session'>): Script {
  const end: Step = emit({ ok: true }, { event: 'done' })
  return scriptFor(fate, genericSteps(timeline(scene, tempo)), end, end)
}

function modusRequest(scene: Scene, sessionId: string): Pick<StartInput, 'operation' | 'body'> {
  if (scene.workflowTool === undefined) {
    return { operation: 'run', body: { message: scene.prompt, sessionId, organizationId, action: 'chat' } }
  }
  const workflowAction = {
    toolId: scene.workflowTool.replaceAll(/\W/g, '-'),
    toolName: scene.workflowTool,
    aiDescription: scene.prompt,
    runtimeScope: 'workspace',
  }
  const body = { organizationId, sessionId, workflowAction, userTimezone: 'Europe/Lisbon', source: 'automation' }
  return { operation: 'workflow-action', body }
}

function labels({ agent, model }: Scene): Record<string, string> {
  return { agent, model }
}
