import { RunChain } from '#lib/api/chain.ts'
import { FramesPage } from '#lib/api/frame.ts'
import { Problem } from '#lib/api/problem.ts'
import type { z } from 'zod'
import type { StoredFrame } from './compare-sse.ts'

/** A Runtape that could not be asked, in a sentence. */
export class ServerError extends Error {}

/** The little that a check asks a running Runtape. */
export type RunServer = {
  chain(run: string): Promise<RunChain>
  frames(run: string): AsyncGenerator<StoredFrame, void, undefined>
}

const PAGE = 1000

export function runServer({ url, key }: { url: string; key: string | null }): RunServer {
  async function ask<T>(path: string, answer: z.ZodType<T>): Promise<T> {
    const response = await fetch(new URL(path, url), {
      headers: { accept: 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
      signal: AbortSignal.timeout(30_000),
    }).catch((cause: unknown) => {
      throw new ServerError(`Runtape at ${url} does not answer: is it running?`, { cause })
    })
    const json: unknown = await response.json().catch(() => null)
    const told = answer.safeParse(json)
    if (response.ok && told.success) return told.data
    if (response.status === 401) {
      throw new ServerError(`Runtape at ${url} wants a key: set RUNTAPE_API_KEY to it.`)
    }
    const problem = Problem.safeParse(json)
    const words = problem.success ? `: ${problem.data.detail ?? problem.data.title}` : ''
    throw new ServerError(`${url} answered ${response.status}${words}.`)
  }

  return {
    chain: (run) => ask(`/api/v1/runs/${encodeURIComponent(run)}/chain`, RunChain),
    async *frames(run) {
      for (let after: number | null = 0; after !== null;) {
        const path: string = `/api/v1/runs/${encodeURIComponent(run)}/frames?after=${after}&limit=${PAGE}&raw=base64`
        const page: FramesPage = await ask(path, FramesPage)
        for (const { seq, kind, raw } of page.frames) yield { seq, kind, raw: Buffer.from(raw ?? '', 'base64') }
        after = page.nextAfter
      }
    },
  }
}
