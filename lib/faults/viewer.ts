import { createParser } from 'eventsource-parser'
import { setTimeout as delay } from 'node:timers/promises'
import type { Frame } from '#lib/api/frame.ts'
import { digestOf, type Shown } from './compare-live.ts'

const RETRY_MS = 250

/**
 * Follows a run's live stream to its end, as a browser does: cut off, it comes back with the id of the last event.
 * `stayMs` says how long each connection is kept before it is cut off from this side; null: until the server ends it.
 */
export async function followRun(
  url: string,
  {
    viewer,
    signal,
    stayMs = () => null,
    onFrames = () => undefined,
  }: { viewer: string; signal: AbortSignal; stayMs?: () => number | null; onFrames?: (seq: number) => void },
): Promise<Shown> {
  const shown: Shown = { viewer, after: 0, frames: [], ended: false }
  let lastId: string | null = null
  while (!shown.ended && !signal.aborted) {
    const stay = stayMs()
    const cut = stay === null ? signal : AbortSignal.any([signal, AbortSignal.timeout(stay)])
    await connect(cut).catch(() => undefined) // broken off, from either side: it comes back below
    if (!shown.ended) await delay(RETRY_MS, undefined, { signal }).catch(() => undefined)
  }
  return shown

  async function connect(cut: AbortSignal) {
    const headers: Record<string, string> = lastId === null ? {} : { 'last-event-id': lastId }
    const response = await fetch(`${url}/events`, { headers, signal: cut })
    if (!response.ok || !response.body) throw new Error(`the live stream was answered with ${response.status}`)
    const parser = createParser({
      onEvent({ event, data, id }) {
        if (event === 'end') shown.ended = true
        if (event !== 'frames') return
        for (const frame of JSON.parse(data) as Frame[]) shown.frames.push({ seq: frame.seq, digest: digestOf(frame) })
        if (id !== undefined) lastId = id
        onFrames(shown.frames.at(-1)?.seq ?? 0)
      },
    })
    const text = new TextDecoder()
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      parser.feed(text.decode(chunk, { stream: true }))
      if (shown.ended) return
    }
  }
}
