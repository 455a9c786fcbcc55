import type { ServerResponse } from 'node:http'
import { answers, json } from './answers.ts'
import { realClock, type Clock } from './clock.ts'
import { listen, respond, type SeenRequest } from './listen.ts'
import { RunBook, type Truth } from './run-book.ts'
import type { Answer, Script } from './script.ts'
import type { ScriptedRun } from './scripted-run.ts'
import type { Witness } from './witness.ts'

export type GenericOptions = {
  /** What each path streams, with its query string if it has one. */
  streams?: Record<string, Script>
  /** What any other path streams; without it, or where it is null, there is nothing (404). */
  other?: (path: string) => Script | null
  port?: number
  /** Requests without this bearer token get 401. */
  token?: string
  /** Number the frames 1, 2, 3 …; without it they have only the ids that a script gives. */
  numbered?: boolean
  /** Go on behind `Last-Event-ID`; without it every GET begins at the start. */
  resumes?: boolean
  clock?: Clock
  /** Is told what the runs emit. */
  witness?: Witness
  /** Answers a request in place of the server, if it returns one. */
  intercept?: (request: SeenRequest) => Answer | null
}

export type GenericUpstream = {
  url: string
  requests: SeenRequest[]
  /** What a GET of this path streams; of the n-th POST (from 1) it is `path#n`. */
  truth(stream: string): Truth
  add(path: string, script: Script): void
  run(stream: string): ScriptedRun | null
  forget(path: string): void
  close(): Promise<void>
}

/** Any paths that stream any bytes. All GETs of a path read one stream; every POST begins one of its own. */
export async function serveGeneric(options: GenericOptions = {}): Promise<GenericUpstream> {
  const book = new RunBook({
    clock: options.clock ?? realClock(),
    nextId: (last) => (options.numbered ? String((Number(last) || 0) + 1) : null),
    isAfter: null,
    witness: options.witness,
  })
  const scripts = new Map(Object.entries(options.streams ?? {}))
  const posts = new Map<string, number>()

  const handle = async (request: SeenRequest, response: ServerResponse): Promise<void> => {
    const intercepted = options.intercept?.(request)
    if (intercepted) return respond(response, intercepted)
    const search = request.query.toString()
    const path = search === '' ? request.path : `${request.path}?${search}`
    if (path === '/' && !scripts.has(path)) return respond(response, json(200, { status: 'ok' }))
    const script = scripts.get(path) ?? options.other?.(path)
    if (options.token !== undefined && request.headers['authorization'] !== `Bearer ${options.token}`) {
      return respond(response, answers.unauthorized)
    }
    if (!script) return respond(response, answers.notFound)
    const cursor = (options.resumes && request.headers['last-event-id']) || null
    if (request.method === 'GET')
      return book.connect(book.get(path) ?? book.add(path, script), request, response, cursor)
    if (request.method !== 'POST') return respond(response, json(405, { error: 'use GET or POST' }))
    const count = (posts.get(path) ?? 0) + 1
    posts.set(path, count)
    await book.connect(book.add(`${path}#${count}`, script), request, response, null)
  }

  const server = await listen(handle, { port: options.port ?? 0 })
  return {
    url: server.url,
    requests: server.requests,
    truth: (stream) => book.truth(stream),
    add: (path, script) => void scripts.set(path, script),
    run: (stream) => book.get(stream),
    forget(path) {
      scripts.delete(path)
      for (let count = posts.get(path) ?? 0; count > 0; count--) book.forget(`${path}#${count}`)
      book.forget(path)
      posts.delete(path)
    },
    async close() {
      book.stop()
      await server.close()
    },
  }
}
