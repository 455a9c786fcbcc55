import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import * as events from '../../app/api/v1/runs/[id]/events/route.ts'
import * as exports from '../../app/api/v1/runs/[id]/export/route.ts'
import * as frames from '../../app/api/v1/runs/[id]/frames/route.ts'
import { tellParent } from './messages.ts'

// The product's own handlers for frames, exports and live streams, in a process of their own, without the pages.

const routes = { events: events.GET, export: exports.GET, frames: frames.GET }

const server = createServer((incoming, outgoing) => {
  const gone = new AbortController()
  outgoing.on('close', () => gone.abort())
  const answer = async () => {
    const response = await answerTo(incoming, gone.signal)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    if (!response.body) return void outgoing.end()
    await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), outgoing)
  }
  answer().catch(() => outgoing.destroy())
})

async function answerTo(incoming: IncomingMessage, signal: AbortSignal): Promise<Response> {
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`)
  const [, id, part] = /^\/api\/v1\/runs\/([^/]+)\/(events|export|frames)$/.exec(url.pathname) ?? []
  if (id === undefined) return new Response(null, { status: 404 })
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value))
  return routes[part as keyof typeof routes](new Request(url, { headers, signal }), { params: Promise.resolve({ id }) })
}

process.on('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  tellParent({ type: 'serving', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
