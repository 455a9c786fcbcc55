import type { TestContext } from 'node:test'
import { instantClock } from './clock.ts'
import { serveOperativus, type OperativusOptions } from './serve-operativus.ts'

/** A server for one test, in which no wait takes time unless told otherwise, and requests to it. */
export async function serve(t: TestContext, options: OperativusOptions) {
  const upstream = await serveOperativus({ clock: instantClock(), ...options })
  t.after(() => upstream.close())
  return {
    upstream,
    get: (path: string, headers: Record<string, string> = {}) => fetch(upstream.url + path, { headers }),
    send: (method: string, path: string, headers: Record<string, string> = {}) =>
      fetch(upstream.url + path, { method, headers }),
    post: (
      path: string,
      body: unknown,
      { headers = {}, signal = null }: { headers?: Record<string, string>; signal?: AbortSignal | null } = {},
    ) =>
      fetch(upstream.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal,
      }),
  }
}

/** Waits for what no event tells. */
export async function until(isSo: () => boolean, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`it never came to ${isSo.toString()}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
