import { createHash, hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createInterface } from 'node:readline'
import type { ReadableStream } from 'node:stream/web'
import type { Frame, FramesPage } from '#lib/api/frame.ts'
import { usFromIso } from '#lib/api/instant.ts'
import { digestOf } from './compare-live.ts'
import type { Observed } from './compare-frames.ts'

const PAGE = 1000

/** The frames of a run as the API replays them, page by page, and what each says. */
export async function readReplay(url: string): Promise<{ frames: Observed[]; digests: Map<number, string> }> {
  const frames: Observed[] = []
  const digests = new Map<number, string>()
  for (let after: number | null = 0; after !== null;) {
    const answer = await get(`${url}/frames?after=${after}&limit=${PAGE}&raw=base64`)
    const page = (await answer.json()) as FramesPage
    for (const frame of page.frames) {
      frames.push(observe(frame))
      digests.set(frame.seq, digestOf(frame))
    }
    after = page.nextAfter
  }
  return { frames, digests }
}

/** The lines of the `.ndjson` export, and the hash of the `.sse` export. */
export async function readExports(url: string): Promise<{ frames: Observed[]; sse: string }> {
  const frames: Observed[] = []
  const ndjson = await get(`${url}/export?format=ndjson`)
  for await (const line of createInterface({ input: bodyOf(ndjson), crlfDelay: Infinity })) {
    frames.push(observe(JSON.parse(line) as Frame))
  }
  const sse = createHash('sha256')
  for await (const chunk of bodyOf(await get(`${url}/export?format=sse`))) sse.update(chunk as Buffer)
  return { frames, sse: sse.digest('hex') }
}

function observe({ seq, upstreamId, raw, gap, receivedAt }: Frame): Observed {
  const sha256 = gap ? '' : hash('sha256', Buffer.from(raw ?? '', 'base64'))
  return { seq, upstreamId, sha256, gap: gap ?? null, receivedUs: Number(usFromIso(receivedAt)) }
}

async function get(url: string): Promise<Response> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} was answered with ${answer.status}: ${(await answer.text()).slice(0, 200)}`)
  return answer
}

function bodyOf(answer: Response): Readable {
  return Readable.fromWeb(answer.body as ReadableStream<Uint8Array>)
}
