import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Frame } from '#lib/api/frame.ts'
import type { Run } from '#lib/api/run.ts'
import { closeRun, storeFrames, storeRun } from '#lib/db/testing-run.ts'
import { call, serveHandler, testApi } from '#lib/route/testing.ts'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import * as several from './events/route.ts'
import * as run from './runs/[id]/route.ts'
import * as one from './runs/[id]/events/route.ts'

const db = await testApi()

const url = await serveHandler((request) => {
  const { pathname } = new URL(request.url)
  const id = /^\/api\/v1\/runs\/([^/]+)\/events$/.exec(pathname)?.[1]
  if (id) return one.GET(request, { params: Promise.resolve({ id }) })
  return several.GET(request, { params: Promise.resolve({}) })
})

/** The events of a stream as they come, until it ends or is left. */
async function* listen(path: string, headers: Record<string, string> = {}): AsyncGenerator<EventSourceMessage> {
  const response = await fetch(url + path, { headers })
  assert.equal(response.status, 200)
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    parser.feed(text)
    yield* events.splice(0)
  }
}

function seqsOf(event: EventSourceMessage): number[] {
  const data = JSON.parse(event.data) as Frame[] | { frames: Frame[] }
  return (Array.isArray(data) ? data : data.frames).map(({ seq }) => seq)
}

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `data: ${at}\n\n`)

test('a viewer that comes late sees a run from its first frame, rolls into live, and hears the end', async () => {
  const { runId, publicId } = await storeRun(db, { status: 'running', recording: 'streaming' })
  await storeFrames(db, runId, numbered(1200))
  const seen: number[] = []
  const told: string[] = []
  for await (const event of listen(`/api/v1/runs/${publicId}/events`)) {
    told.push(event.event ?? '')
    if (event.event === 'run') Object.assign(told, { run: JSON.parse(event.data) as Partial<Run> })
    if (event.event !== 'frames') continue
    seen.push(...seqsOf(event))
    assert.equal(event.id, String(seen.at(-1)))
    if (seen.length === 1200) await storeFrames(db, runId, numbered(3))
    if (seen.length === 1203) {
      await storeFrames(db, runId, numbered(1))
      await closeRun(db, runId)
    }
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 1204 }, (_, at) => at + 1),
  )
  assert.equal(told[0], 'run')
  assert.equal(told.at(-1), 'end')
})

test('the first news of a run is all of it, and the next only what changed', async () => {
  const { runId, publicId } = await storeRun(db, { status: 'running', recording: 'streaming' })
  const changes: Partial<Run>[] = []
  for await (const event of listen(`/api/v1/runs/${publicId}/events`)) {
    if (event.event !== 'run') continue
    changes.push(JSON.parse(event.data) as Partial<Run>)
    if (changes.length === 1) {
      await call(run.PATCH, 'PATCH', '/x', { params: { id: publicId }, body: { title: 'Named' } })
    } else if (changes.length === 2) await closeRun(db, runId)
  }
  assert.equal(changes[0]?.id, publicId)
  assert.deepEqual(changes[1], { title: 'Named' })
  assert.deepEqual(changes[2], { status: 'completed', recording: 'closed', integrity: 'complete' })
})

test('a hundred reconnects skip nothing and repeat nothing', async () => {
  const { runId, publicId } = await storeRun(db, { status: 'running', recording: 'streaming' })
  const seen: number[] = []
  for (let turn = 0; turn < 100; turn++) {
    await storeFrames(db, runId, numbered(1 + (turn % 3)))
    const last = seen.at(-1)
    // What is asked for by the address is older: a browser repeats it on every reconnect.
    const headers: Record<string, string> = last === undefined ? {} : { 'last-event-id': String(last) }
    for await (const event of listen(`/api/v1/runs/${publicId}/events?after=0`, headers)) {
      if (event.event !== 'frames') continue
      seen.push(...seqsOf(event))
      break
    }
  }
  assert.deepEqual(
    seen,
    Array.from({ length: seen.length }, (_, at) => at + 1),
  )
  assert.ok(seen.length >= 100)
})

test('several runs share a stream, each from its own place, and those that do not exist end at once', async () => {
  const [a, b] = [await storeRun(db), await storeRun(db)]
  await storeFrames(db, a.runId, numbered(5))
  await storeFrames(db, b.runId, numbered(2))
  const seen = new Map<string, number[]>()
  const ended: string[] = []
  for await (const event of listen(`/api/v1/events?runs=${a.publicId}:3,${b.publicId}:0,run_none:7`)) {
    const data = JSON.parse(event.data) as { run: string }
    if (event.event === 'end') ended.push(data.run)
    if (event.event === 'frames') seen.set(data.run, [...(seen.get(data.run) ?? []), ...seqsOf(event)])
    if (ended.length === 1 && seen.size === 2) {
      await closeRun(db, a.runId)
      await call(run.DELETE, 'DELETE', '/x', { params: { id: b.publicId } })
    }
  }
  assert.deepEqual(Object.fromEntries(seen), { [a.publicId]: [4, 5], [b.publicId]: [1, 2] })
  assert.deepEqual(ended.toSorted(), [a.publicId, b.publicId, 'run_none'].toSorted())
})

test('fifty viewers of one run all see all of it', async () => {
  const { runId, publicId } = await storeRun(db)
  const ready = Promise.withResolvers<void>()
  let opened = 0
  const viewers = Array.from({ length: 50 }, async () => {
    const seen: number[] = []
    for await (const event of listen(`/api/v1/runs/${publicId}/events`)) {
      if (event.event === 'run' && ++opened === 50) ready.resolve()
      if (event.event === 'frames') seen.push(...seqsOf(event))
    }
    return seen
  })
  await ready.promise
  for (let turn = 0; turn < 10; turn++) await storeFrames(db, runId, numbered(20))
  await closeRun(db, runId)
  for (const seen of await Promise.all(viewers))
    assert.deepEqual(
      seen,
      Array.from({ length: 200 }, (_, at) => at + 1),
    )
})

test('an end of line in an upstream does not break an event in two', async () => {
  const { runId, publicId } = await storeRun(db)
  await storeFrames(db, runId, [
    'data: a\rdata: b\u2028c\r\ndata: \0\n\n',
    { raw: 'event: end\nid: 9\ndata: {}\n\n', upstreamId: '9\n' },
  ])
  await closeRun(db, runId)
  const events = await Array.fromAsync(listen(`/api/v1/runs/${publicId}/events`))
  assert.deepEqual(
    events.map(({ event }) => event),
    ['run', 'frames', 'end'],
  )
  const frames = JSON.parse(events[1]?.data ?? '') as Frame[]
  assert.deepEqual(
    frames.map(({ data }) => data),
    ['a\nb\u2028c\n\0', '{}'],
  )
})

test('a place that is no number is refused before the stream begins', async () => {
  const { publicId } = await storeRun(db)
  for (const [path, status] of [
    [`/api/v1/runs/${publicId}/events?after=-1`, 400],
    [`/api/v1/runs/${publicId}/events?after=1e3`, 400],
    ['/api/v1/runs/run_none/events', 404],
    ['/api/v1/events', 400],
    ['/api/v1/events?runs=a:b', 400],
  ] as const) {
    const response = await fetch(url + path)
    await response.body?.cancel()
    assert.equal(response.status, status, path)
  }
})
