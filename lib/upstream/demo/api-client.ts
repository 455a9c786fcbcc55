import type { RecordInput, StartInput } from '#lib/api/run.ts'
import type { SourceInput } from '#lib/api/source.ts'

export type ApiClient = {
  /** Creates a source, or points the one that is there already at this address. */
  putSource(source: SourceInput & { slug: string }): Promise<void>
  startRun(start: StartInput): Promise<void>
  recordRun(record: RecordInput): Promise<void>
}

/** The few calls of Runtape's own HTTP API that the demo makes. */
export function apiClient({ url, key, signal }: { url: string; key: string | null; signal: AbortSignal }): ApiClient {
  async function call(method: string, path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(new URL(path, url), {
      method,
      signal,
      headers: {
        'content-type': 'application/json',
        ...(key !== null && { authorization: `Bearer ${key}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return answer
  }

  async function insist(method: string, path: string, body: unknown): Promise<void> {
    const answer = await call(method, path, body)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`)
  }

  return {
    async putSource({ slug, dialect, ...source }) {
      const known = await call('GET', `/api/v1/sources/${slug}`)
      await known.arrayBuffer()
      if (known.status === 404) return insist('POST', '/api/v1/sources', { slug, dialect, ...source })
      await insist('PATCH', `/api/v1/sources/${slug}`, source)
    },
    startRun: (start) => insist('POST', '/api/v1/runs/start', start),
    recordRun: (record) => insist('POST', '/api/v1/runs', record),
  }
}
