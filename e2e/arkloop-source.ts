import { randomUUID } from 'node:crypto'
import { type APIRequestContext, expect } from '@playwright/test'
import type { Answer, Script } from '#lib/upstream/script.ts'
import type { SeenRequest } from '#lib/upstream/listen.ts'
import { serveArkloop, type ArkloopUpstream } from '#lib/upstream/serve-arkloop.ts'

/** An Arkloop upstream of its own, known to Runtape as a source. A run's thread says which script it follows. */
export type ArkloopSource = {
  upstream: ArkloopUpstream
  slug: string
  /** Starts a run through the API; its public id. */
  start(thread: string): Promise<string>
  close(): Promise<void>
}

export async function arkloopSource(
  request: APIRequestContext,
  scripts: Record<string, Script>,
  {
    intercept = () => null,
    prepare,
    settings = {},
  }: {
    intercept?: (request: SeenRequest) => Answer | null
    /** Before Runtape knows the source. */
    prepare?: (upstream: ArkloopUpstream) => void
    settings?: { discover?: boolean }
  } = {},
): Promise<ArkloopSource> {
  // Cancelling takes long enough to be seen on its way.
  const upstream = await serveArkloop({ start: ({ threadId }) => scripts[threadId] ?? null, intercept, cancelMs: 3000 })
  prepare?.(upstream)
  const slug = `journey-${randomUUID().slice(0, 8)}`
  const added = await request.post('/api/v1/sources', {
    data: { name: slug, slug, dialect: 'arkloop', baseUrl: upstream.url, settings },
  })
  expect(added.status()).toBe(201)
  return {
    upstream,
    slug,
    async start(thread) {
      const started = await request.post('/api/v1/runs/start', {
        data: { source: slug, operation: 'run', params: { threadId: thread } },
      })
      expect(started.status()).toBe(201)
      return ((await started.json()) as { id: string }).id
    },
    async close() {
      await request.delete(`/api/v1/sources/${slug}?withRuns=true`, { maxRetries: 3 })
      await upstream.close()
    },
  }
}
