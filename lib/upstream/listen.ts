import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from './script.ts'

/** A request as it came, with its body read. */
export type SeenRequest = {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: string
  at: Date
}

export type Listener = { url: string; requests: SeenRequest[]; close(): Promise<void> }

/** Serves on a loopback port (a free one for 0), keeping every request. Closing cuts what is open. */
export async function listen(
  handle: (request: SeenRequest, response: ServerResponse) => void | Promise<void>,
  { port = 0, keep = 10_000 }: { port?: number; keep?: number } = {},
): Promise<Listener> {
  const requests: SeenRequest[] = []
  const server = createServer((incoming, response) => {
    void (async () => {
      const request = await read(incoming)
      requests.push(request)
      if (requests.length > keep) requests.shift()
      await handle(request, response)
    })().catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${bound}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers with the whole of it. */
export function respond(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  response.writeHead(status, headers)
  response.end(body)
}

async function read(incoming: IncomingMessage): Promise<SeenRequest> {
  const parts: Buffer[] = []
  for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part)
  const url = new URL(incoming.url ?? '/', 'http://upstream')
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(parts).toString('utf8'),
    at: new Date(),
  }
}
