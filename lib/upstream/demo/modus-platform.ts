import { randomUUID } from 'node:crypto'
import type { StartInput } from '#lib/api/run.ts'
import { emit, type Script } from '../script.ts'
import { serveModus } from '../serve-modus.ts'
import { durationMs, scriptFor } from './fate.ts'
import { playHistory } from './modus-history.ts'
import { modusSteps, type ModusVoice } from './modus-voice.ts'
import { labels, type Improvise, type Platform, type Telling } from './platform.ts'
import { failing, type Scene } from './scene.ts'
import { timeline } from './timeline.ts'

const organizationId = 'org_demo'

/** A Modus installation with a voice of its own. With `lists`, its API tells of runs and usage on a second host. */
export async function modusPlatform(
  name: string,
  slug: string,
  voice: ModusVoice,
  improvise: Improvise,
  { lists = false, random = Math.random }: { lists?: boolean; random?: () => number } = {},
): Promise<Platform> {
  const token = `modus_${randomUUID()}`
  const upstream = await serveModus({
    token,
    start: ({ runId, body }) =>
      modusScript(voice, { ...improvise(), fate: 'completed', session: String(body['sessionId']) }, runId),
  })
  const history = lists ? await playHistory({ token, organizationId, random }) : null
  return {
    source: {
      name,
      slug,
      dialect: 'modus',
      baseUrl: upstream.url,
      credential: token,
      ...(history && { settings: { apiBaseUrl: history.url, agents: [...history.agents], discover: true } }),
    },
    fates: ['completed', 'failed', 'cancelled', 'hangs', 'bursts', 'resumed', 'gap', 'busy', 'locked out'],
    manners: ['late'],
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
        takesMs: durationMs(script),
        begin: () => run.begin(),
        record: { source: slug, upstreamRunId: runId, threadId: session, labels: labels(scene) },
        forget: () => upstream.forget(runId),
      }
    },
    async close() {
      await history?.close()
      await upstream.close()
    },
  }
}

function modusScript(
  voice: ModusVoice,
  { scene, fate, tempo, session }: Omit<Telling, 'manner'>,
  runId: string,
): Script {
  const failure = fate === 'failed' ? failing(scene) : null
  const moments = timeline(failure?.scene ?? scene, tempo, { fails: failure !== null })
  const said = moments.filter(({ what }) => what.name === 'say' || what.name === 'think').length
  const usage = emit({ type: 'usage', usage: { inputTokens: 900 + 40 * scene.beats.length, outputTokens: said } })
  const steps = [...modusSteps(moments, voice), ...(voice.usage && !failure ? [usage] : [])]
  const end = failure ? emit({ type: 'error', error: failure.error }) : emit({ type: 'done', runId, threadId: session })
  const cancelledAt = Date.now() + Math.round(0.6 * durationMs({ steps }))
  const cancelled = emit({ type: 'cancelled', runIds: [runId], timestamp: cancelledAt })
  return scriptFor(fate, steps, [end], [cancelled])
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
