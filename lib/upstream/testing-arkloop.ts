import type { TestContext } from 'node:test'
import { instantClock } from './clock.ts'
import { serveArkloop, type ArkloopOptions } from './serve-arkloop.ts'

/** A server for one test, in which no wait takes time unless told otherwise, and requests to it. */
export async function serve(t: TestContext, options: ArkloopOptions) {
  const upstream = await serveArkloop({ clock: instantClock(), heartbeatMs: null, ...options })
  t.after(() => upstream.close())
  return {
    upstream,
    get: (path: string, init: RequestInit = {}) => fetch(upstream.url + path, init),
    post: (path: string, body: unknown) =>
      fetch(upstream.url + path, { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) }),
  }
}

/** The body up to where it holds `end`; then the reader leaves. */
export async function readUntil(answer: Response, end: string): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true })
    if (text.includes(end)) return text
  }
  throw new Error(`the stream ended before ${end}: ${text}`)
}

/** The numbers of all frames. */
export function seqs(text: string): number[] {
  return [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]))
}

/** The event names of all frames. */
export function types(text: string): string[] {
  return [...text.matchAll(/^event: (.*)$/gm)].map((match) => match[1] ?? '')
}

/** Why a request was refused. */
export function codeOf(body: string): unknown {
  return (JSON.parse(body) as { code?: unknown }).code
}
