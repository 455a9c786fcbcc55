import { randomUUID } from 'node:crypto'
import { arkloopEvent, emitArkloop } from '../arkloop-events.ts'
import { wait, type Script } from '../script.ts'
import { serveArkloop } from '../serve-arkloop.ts'
import { arkloopSteps, spent, type ArkloopVoice } from './arkloop-voice.ts'
import { durationMs, scriptFor } from './fate.ts'
import { foundMs, labels, type Improvise, type Platform, type Telling } from './platform.ts'
import { failing } from './scene.ts'
import { lasting, timeline } from './timeline.ts'

// A run that is given up tells of it and is kept a little longer, so that this is still read.
const LAST_WORDS_MS = 30_000

type Pending = { script: Script; children: number; runId: string | null }

/** An Arkloop installation, whose streams stay open and whose runs may ask a person. */
export async function arkloopPlatform(
  name: string,
  slug: string,
  voice: Omit<ArkloopVoice, 'model' | 'persona'>,
  improvise: Improvise,
): Promise<Platform> {
  const token = `ak-${randomUUID()}`
  const pending = new Map<string, Pending>()
  const children = new Map<string, string[]>()
  const upstream = await serveArkloop({
    token,
    concurrentRuns: 30,
    start({ threadId, runId }) {
      const known = pending.get(threadId)
      if (!known) return arkloopScript(voice, { ...improvise(), fate: 'completed' })
      known.runId = runId
      const begun = Array.from({ length: known.children }, () => beginChild(runId))
      children.set(threadId, begun)
      return known.script
    },
  })

  /** A run that another one started: it is found by itself, and names its parent. */
  function beginChild(parentRunId: string): string {
    const told = improvise()
    const tempo = lasting(told.scene, told.tempo, foundMs)
    const script = arkloopScript(voice, { ...told, tempo, fate: 'completed' })
    const runId = randomUUID()
    const facts = { threadId: `${parentRunId}-task`, parentRunId, personaId: personaOf(told.scene) }
    upstream.add(runId, script, facts).begin()
    return runId
  }

  function forget(runId: string): void {
    const run = upstream.run(runId)
    if (run && upstream.row(runId)?.isActive) {
      run.halt()
      const failure = { error_class: 'run.deadline_exceeded', message: 'The run took longer than it may.' }
      run.emit({ payload: arkloopEvent('run.failed', failure) })
    }
    setTimeout(() => upstream.forget(runId), LAST_WORDS_MS).unref()
  }

  return {
    source: { name, slug, dialect: 'arkloop', baseUrl: upstream.url, credential: token, settings: { discover: true } },
    fates: ['completed', 'failed', 'cancelled', 'hangs', 'bursts', 'resumed', 'busy', 'waits'],
    manners: ['late', 'found', 'family'],
    prepare(telling) {
      const { scene, manner } = telling
      const tempo = manner === 'found' || manner === 'family' ? lasting(scene, telling.tempo, foundMs) : telling.tempo
      const script = arkloopScript(voice, { ...telling, tempo })
      const takesMs = durationMs(script)
      if (manner === 'late' || manner === 'found') {
        const [runId, threadId] = [randomUUID(), `thr_${randomUUID()}`]
        const run = upstream.add(runId, script, { threadId, model: scene.model, personaId: personaOf(scene) })
        const record = { source: slug, upstreamRunId: runId, threadId, labels: labels(scene) }
        return {
          start: null,
          takesMs,
          begin: () => run.begin(),
          record: manner === 'late' ? record : null,
          forget: () => forget(runId),
        }
      }
      // A thread takes one run at a time.
      const threadId = `thr_${randomUUID()}`
      pending.set(threadId, { script, children: manner === 'family' ? 2 : 0, runId: null })
      return {
        start: {
          source: slug,
          operation: 'run',
          params: { threadId },
          body: { persona_id: personaOf(scene), model: scene.model },
          labels: labels(scene),
        },
        takesMs,
        begin: () => undefined,
        record: null,
        forget() {
          const runId = pending.get(threadId)?.runId ?? null
          for (const id of [...(children.get(threadId) ?? []), ...(runId === null ? [] : [runId])]) forget(id)
          pending.delete(threadId)
          children.delete(threadId)
        },
      }
    },
    close: () => upstream.close(),
  }
}

function arkloopScript(
  voice: Omit<ArkloopVoice, 'model' | 'persona'>,
  { scene, fate, tempo }: Pick<Telling, 'scene' | 'fate' | 'tempo'>,
): Script {
  const failure = fate === 'failed' ? failing(scene) : null
  const moments = timeline(failure?.scene ?? scene, tempo, { fails: failure !== null })
  const whole = { ...voice, model: scene.model, persona: personaOf(scene) }
  const { steps, total } = arkloopSteps(moments, whole)
  const cost = spent(total, whole)
  const error = { error_class: 'tool.execution_failed', message: failure?.error ?? '' }
  const end = failure ? emitArkloop('run.failed', { ...error, ...cost }) : emitArkloop('run.completed', cost)
  // The title of the thread and what is remembered of it come after the end.
  const late = [wait(900), emitArkloop('thread.title.updated', { title: titleOf(scene.prompt) })]
  const remembered = [wait(1500), emitArkloop('memory.distill.completed', { entries: 2 })]
  const cancelled = [
    emitArkloop('run.cancel_requested', { last_seen_seq: 0, visible_seq_cutoff: 0 }),
    wait(400),
    emitArkloop('run.cancelled', { reason: 'cancel_signal' }),
  ]
  return scriptFor(fate, steps, [end, ...late, ...remembered], cancelled)
}

function personaOf({ agent }: { agent: string }): string {
  return `${agent}@1`
}

/** As a model would name the thread: the first words of what was asked. */
function titleOf(prompt: string): string {
  const [sentence = prompt] = prompt.split(/[.?!](?:\s|$)/)
  return sentence.length <= 60 ? sentence : sentence.slice(0, 60).replace(/[\s,;:]+\S*$/, '')
}
