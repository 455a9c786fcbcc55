import { randomUUID } from 'node:crypto'
import { type APIRequestContext, expect } from '@playwright/test'
import { emit, gate, type Script } from '#lib/upstream/script.ts'
import { serveModus, type ModusUpstream } from '#lib/upstream/serve-modus.ts'

/** A Modus upstream of its own, known to Runtape as a source, so that no journey sees another one's runs. */
export type ModusSource = {
  upstream: ModusUpstream
  slug: string
  /** Starts a run through the API; its public id. */
  start(message: string): Promise<string>
  close(): Promise<void>
}

export async function modusSource(
  request: APIRequestContext,
  start: (message: string) => Script = completes,
): Promise<ModusSource> {
  const upstream = await serveModus({ start: ({ body }) => start(String(body['message'])) })
  const slug = `journey-${randomUUID().slice(0, 8)}`
  const added = await request.post('/api/v1/sources', {
    data: { name: slug, slug, dialect: 'modus', baseUrl: upstream.url },
  })
  expect(added.status()).toBe(201)
  return {
    upstream,
    slug,
    async start(message) {
      const body = { message, sessionId: 's-1', organizationId: 'o-1' }
      const started = await request.post('/api/v1/runs/start', { data: { source: slug, operation: 'run', body } })
      expect(started.status()).toBe(201)
      return ((await started.json()) as { id: string }).id
    },
    async close() {
      await request.delete(`/api/v1/sources/${slug}?withRuns=true`, { maxRetries: 3 })
      await upstream.close()
    },
  }
}

/** A run that answers and is done. */
export function completes(message: string): Script {
  return { steps: [emit({ type: 'token', content: `Heard: ${message}` }), emit({ type: 'done' })] }
}

/** A run that fails with a message. */
export function fails(message: string): Script {
  return { steps: [emit({ type: 'token', content: message }), emit({ type: 'error', message: 'ledger is locked' })] }
}

/** A run that answers and then waits until its gate `end` is opened. */
export function waits(message: string): Script {
  return { steps: [emit({ type: 'token', content: `Heard: ${message}` }), gate('end'), emit({ type: 'done' })] }
}
