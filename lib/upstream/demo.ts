import { parseArgs } from 'node:util'
import { apiClient } from './demo/api-client.ts'
import { readCapturedScenes } from './demo/captured.ts'
import { feedPlatform, modusPlatform, type Platform } from './demo/platform.ts'
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
  const platforms = await openPlatforms()
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

async function openPlatforms(): Promise<Platform[]> {
  return Promise.all([
    modusPlatform('Support desk', 'support', {
      tools: 'toolCallId',
      heartbeat: 'with id',
      heartbeatMs: 5000,
      usage: false,
    }),
    modusPlatform('Research', 'research', {
      tools: 'nested',
      heartbeat: 'without id',
      heartbeatMs: 3000,
      usage: true,
    }),
    modusPlatform('Warehouse', 'warehouse', { tools: 'id', heartbeat: 'comment', heartbeatMs: 4000, usage: true }),
    feedPlatform('Answer feed', 'feed'),
  ])
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
