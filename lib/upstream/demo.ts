import { parseArgs } from 'node:util'
import { apiClient } from './demo/api-client.ts'
import { readCapturedScenes } from './demo/captured.ts'
import { agentsOf } from './demo/cast.ts'
import { arkloopPlatform } from './demo/arkloop-platform.ts'
import { feedPlatform } from './demo/feed-platform.ts'
import { modusPlatform } from './demo/modus-platform.ts'
import { operativusPlatform } from './demo/operativus-platform.ts'
import type { Improvise, Platform } from './demo/platform.ts'
import { asks } from './demo/scene.ts'
import { bundledScenes } from './demo/scenes.ts'
import { Stage } from './demo/stage.ts'

export type Demo = { upstreams: { slug: string; url: string }[]; stop(): Promise<void> }

/**
 * A busy platform for Runtape to record: fake upstreams on loopback ports, registered as sources through the HTTP API,
 * first one run of every fate, then a few streaming at any time until stopped.
 */
export async function startDemo({
  apiUrl,
  apiKey = null,
  signal,
  random = Math.random,
}: {
  apiUrl: string
  apiKey?: string | null
  signal?: AbortSignal
  random?: () => number
}): Promise<Demo> {
  const abort = new AbortController()
  const stopped = signal ? AbortSignal.any([signal, abort.signal]) : abort.signal
  const platforms = await openPlatforms(random)
  const api = apiClient({ url: apiUrl, key: apiKey, signal: stopped })
  const close = async () => {
    abort.abort()
    await Promise.all(platforms.map((platform) => platform.close()))
  }
  try {
    for (const platform of platforms) await api.putSource(platform.source)
  } catch (error) {
    await close()
    throw error
  }
  const captured = await readCapturedScenes(new URL('../../../shared/fixtures/', import.meta.url))
  const stage = new Stage({
    platforms,
    scenes: [...bundledScenes, ...captured.map((scene) => () => scene)],
    api,
    random,
  })
  const playing = stage.play(stopped)
  return {
    upstreams: platforms.map(({ source }) => ({ slug: source.slug, url: source.baseUrl })),
    async stop() {
      abort.abort()
      await playing
      await close()
    },
  }
}

async function openPlatforms(random: () => number): Promise<Platform[]> {
  return Promise.all([
    modusPlatform(
      'Support desk',
      'support',
      {
        tools: 'toolCallId',
        heartbeat: 'with id',
        heartbeatMs: 5000,
        usage: false,
      },
      improviser('support', random),
      { lists: true, random },
    ),
    modusPlatform(
      'Research',
      'research',
      {
        tools: 'nested',
        heartbeat: 'without id',
        heartbeatMs: 3000,
        usage: true,
      },
      improviser('research', random),
    ),
    modusPlatform(
      'Warehouse',
      'warehouse',
      { tools: 'id', heartbeat: 'comment', heartbeatMs: 4000, usage: true },
      improviser('warehouse', random),
    ),
    arkloopPlatform('Agent loop', 'loop', { microsPerToken: 3 }, improviser('loop', random)),
    operativusPlatform('Back office', 'office', improviser('office', random)),
    feedPlatform('Answer feed', 'feed', improviser('feed', random)),
  ])
}

/** One of the scenes of a platform's own agents, at an everyday pace. */
function improviser(slug: string, random: () => number): Improvise {
  const pick = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  return () => {
    const scenes = bundledScenes.map((tell) => tell(pick))
    const fitting = scenes.filter((scene) => agentsOf[slug]?.includes(scene.agent) && !asks(scene))
    const scene = fitting[pick(0, fitting.length - 1)]
    if (!scene) throw new Error(`no bundled scene has an agent of ${slug}`)
    return { scene, tempo: { random, piecesPerSecond: 20 + 60 * random(), speed: 1 } }
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { api: { type: 'string' }, key: { type: 'string' } } })
  const abort = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort())
  const demo = await startDemo({
    apiUrl: values.api ?? 'http://127.0.0.1:3000',
    apiKey: values.key ?? null,
    signal: abort.signal,
  })
  process.stdout.write(`${demo.upstreams.map(({ slug, url }) => `${slug}: ${url}`).join('\n')}\n`)
  abort.signal.addEventListener('abort', () => void demo.stop())
}
