import { randomUUID } from 'node:crypto'
import { emit, type Script, type Step } from '../script.ts'
import { serveGeneric } from '../serve-generic.ts'
import { durationMs, scriptFor } from './fate.ts'
import { genericSteps } from './generic-voice.ts'
import { labels, type Improvise, type Platform, type Telling } from './platform.ts'
import { timeline } from './timeline.ts'

/** A service that streams plain events which cannot be resumed. */
export async function feedPlatform(name: string, slug: string, improvise: Improvise): Promise<Platform> {
  const upstream = await serveGeneric({ other: () => genericScript({ ...improvise(), fate: 'completed' }) })
  return {
    source: { name, slug, dialect: 'generic', baseUrl: upstream.url },
    fates: ['completed', 'failed', 'hangs', 'bursts', 'resumed', 'gap', 'busy'],
    manners: [],
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
        takesMs: durationMs(script),
        begin: () => undefined,
        record: null,
        forget: () => upstream.forget(path),
      }
    },
    close: () => upstream.close(),
  }
}

function genericScript({ scene, fate, tempo }: Pick<Telling, 'scene' | 'fate' | 'tempo'>): Script {
  const end: Step = emit({ ok: true }, { event: 'done' })
  return scriptFor(fate, genericSteps(timeline(scene, tempo)), [end], [end])
}
