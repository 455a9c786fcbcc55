import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { after } from 'node:test'
import { database, type Database } from '#lib/db/client.ts'
import { testDatabaseUrl } from '#lib/db/testing.ts'
import { beginShutdown } from '#lib/sse/shutdown.ts'

// For test files only: route handlers in this process, on a database of the file's own.

/** Sets the environment of this process, as the supervisor would, before anything reads it. */
export async function testApi(vars: Record<string, string> = {}): Promise<Database> {
  const home = mkdtempSync(join(tmpdir(), 'api-'))
  Object.assign(process.env, { HOST: '127.0.0.1', RUNTAPE_HOME: home, DATABASE_URL: await testDatabaseUrl(), ...vars })
  const db = database()
  after(async () => {
    beginShutdown()
    await db.close()
    rmSync(home, { recursive: true })
  })
  return db
}

/** Any handler: each has params of its own, and a test knows which it calls. */
type Handler = (request: Request, context: { params: Promise<never> }) => Promise<Response>

export type CallOptions = {
  params?: Record<string, string>
  headers?: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}

/** Calls a route handler as Next would. A body is sent as JSON, unless it is text already. */
export function call(handler: Handler, method: string, path: string, options: CallOptions = {}): Promise<Response> {
  const { params = {}, body, signal } = options
  const headers = new Headers({ host: 'localhost:3000', ...options.headers })
  if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
  return handler(request, { params: Promise.resolve(params as never) })
}

/** Serves one handler over a real socket; its address. */
export async function serveHandler(handle: (request: Request) => Promise<Response>): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const gone = new AbortController()
    outgoing.on('close', () => gone.abort())
    const answer = async () => {
      const response = await handle(toRequest(incoming, gone.signal))
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      const body = response.body as NodeReadableStream | null
      await (body ? pipeline(Readable.fromWeb(body), outgoing) : outgoing.end())
    }
    answer().catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
  return new Request(`http://${incoming.headers.host}${incoming.url}`, { headers, signal })
}
