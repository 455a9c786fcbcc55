import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { access as accessOfApp, type Access } from '#lib/auth/access.ts'
import { authorize } from '#lib/auth/authorize.ts'

/** The recorder's own port. It records whether or not that can be opened. */
export type MetricsServer = {
  /** Once it is open. */
  port: Promise<number>
  close(): Promise<void>
}

/**
 * Serves `GET /metrics` to whom the app serves it. A port that is taken, such as by another recorder
 * on this machine, is tried again until it is free: metrics are no reason not to record.
 */
export function serveMetrics(
  registry: Registry,
  {
    host,
    port,
    log,
    access = accessOfApp,
    retryMs = 5000,
  }: { host: string; port: number; log: Logger; access?: () => Access; retryMs?: number },
): MetricsServer {
  let timer: NodeJS.Timeout | undefined
  let told = false
  let closed = false
  const server = createServer((request, response) => {
    answer(request, response, { registry, access }).catch((error: unknown) => {
      log.warn({ err: error }, 'metrics could not be told')
      response.destroy()
    })
  })
  // Nobody has to wait for this to end, and nobody may hold it up.
  Object.assign(server, { headersTimeout: 5000, requestTimeout: 5000, keepAliveTimeout: 5000, maxConnections: 64 })
  const opened = new Promise<number>((resolve) => {
    server.on('listening', () => {
      const { port: open } = server.address() as AddressInfo
      log.info({ host, port: open }, 'serving metrics')
      resolve(open)
    })
  })
  server.on('error', (error) => {
    if (!told) log.warn({ err: error, host, port }, 'metrics are not served yet: PROXY_PORT cannot be opened')
    told = true
    if (!closed) timer = setTimeout(listen, retryMs)
  })
  const listen = () => server.listen({ host, port, exclusive: true })
  listen()
  return {
    port: opened,
    async close() {
      closed = true
      clearTimeout(timer)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(
  { method = '', url = '/', headers: given }: IncomingMessage,
  response: ServerResponse,
  { registry, access }: { registry: Registry; access: () => Access },
): Promise<void> {
  const say = (status: number, text: string, type = 'text/plain; charset=utf-8') => {
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    response.end(method === 'HEAD' ? undefined : text)
  }
  if (!URL.canParse(url, 'http://recorder') || new URL(url, 'http://recorder').pathname !== '/metrics') {
    return say(404, 'There is only /metrics here.\n')
  }
  if (method !== 'GET' && method !== 'HEAD') return say(405, 'Only GET is answered.\n')
  const headers = new Headers()
  for (const [name, value] of Object.entries(given)) if (typeof value === 'string') headers.set(name, value)
  const verdict = await authorize({ method, headers }, access())
  if (!verdict.ok) return say(verdict.status, `${verdict.detail}\n`)
  say(200, await registry.metrics(), registry.contentType)
}
