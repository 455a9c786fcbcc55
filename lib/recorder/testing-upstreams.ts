import type { Fixture } from '#lib/dialects/fixtures/fixture.ts'
import type { Script } from '#lib/upstream/script.ts'
import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveGeneric } from '#lib/upstream/serve-generic.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { serveOperativus } from '#lib/upstream/serve-operativus.ts'
import type { testRun } from './testing.ts'

// For test files only.

/** An upstream that serves one run of a fixture by this script, how it is recorded, and what it had to say. */
export type Serve = (fixture: Fixture, script: Script) => Promise<Served>

type Served = { run: Omit<Parameters<typeof testRun>[1], 'dialect'>; bytes(): Buffer; close(): Promise<void> }

/** The fake upstreams by the dialect that they speak. */
export const upstreams: Readonly<Record<string, Serve>> = {
  async modus(_fixture, script) {
    const upstream = await serveModus({ runs: { r: script } })
    return {
      run: { baseUrl: upstream.url, upstreamRunId: 'r' },
      bytes: () => upstream.truth('r').bytes,
      close: upstream.close,
    }
  },

  async arkloop(fixture, script) {
    const runId = nameOf(fixture) ?? 'r'
    const shape = fixture.frames[0]?.block.id === null ? 'documented' : 'coded'
    const upstream = await serveArkloop({ runs: { [runId]: script }, shape })
    return {
      run: { baseUrl: upstream.url, upstreamRunId: runId },
      bytes: () => upstream.truth(runId).bytes,
      close: upstream.close,
    }
  },

  async operativus(fixture, script) {
    if (fixture.frames[0]?.block.id !== null) {
      const upstream = await serveOperativus({ runs: { 'r-1': { log: script } } })
      return {
        run: { baseUrl: upstream.url, upstreamRunId: 'r-1', surface: 'log' },
        bytes: () => upstream.truth('r-1', 'log').bytes,
        close: upstream.close,
      }
    }
    const upstream = await serveOperativus({ start: () => ({ chat: script }) })
    const start = { operation: 'run', params: { agentId: 'a-1' }, body: { message: 'Hello', sessionId: 's-1' } }
    return {
      run: { baseUrl: upstream.url, upstreamRunId: null, surface: 'chat', start },
      bytes: () => upstream.truth(upstream.runIds()[0] ?? '', 'chat').bytes,
      close: upstream.close,
    }
  },

  async generic(_fixture, script) {
    const upstream = await serveGeneric({ streams: { '/feed': script } })
    const start = { operation: 'stream', params: { method: 'GET', path: '/feed' }, body: {} }
    return {
      run: { baseUrl: upstream.url, upstreamRunId: null, start },
      bytes: () => upstream.truth('/feed').bytes,
      close: upstream.close,
    }
  },
}

/** The id that the run's own frames give it. */
function nameOf({ frames }: Fixture): string | undefined {
  const events = frames.flatMap((frame) => frame.events)
  return events.flatMap((event) => (event.type === 'identified' ? (event.upstreamRunId ?? []) : []))[0]
}
